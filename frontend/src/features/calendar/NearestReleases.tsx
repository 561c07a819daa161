import { Show } from "solid-js";
import type { Calendar } from "../../api/types";
import { Button, ButtonLink } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { dayText } from "./calendarDates";

interface NearestReleasesProps {
  calendar: Calendar;
  on: string;
  today: string;
  isMine: boolean;
  onGo: (day: string) => void;
}

/** For empty days: the way to the nearest day with a release. */
export function NearestReleases(props: NearestReleasesProps) {
  const full = () => props.calendar.days.filter((day) => day.total > 0).map((day) => day.date);
  const later = () => full().filter((day) => day > props.on)[0] ?? props.calendar.laterOn;
  const earlier = () =>
    full()
      .filter((day) => day < props.on)
      .at(-1) ?? props.calendar.earlierOn;
  const text = () =>
    props.isMine
      ? "Nothing of yours comes out in these days."
      : "Nothing like that comes out in these days.";

  return (
    <EmptyState
      text={text()}
      action={
        <div class="flex flex-wrap justify-center gap-2">
          <Show when={earlier()}>
            {(day) => (
              <Button size="medium" onClick={() => props.onGo(day())}>
                Back to {dayText(day(), props.on, props.today)}
              </Button>
            )}
          </Show>
          <Show
            when={later()}
            fallback={
              <ButtonLink href="/app/discover" tone="primary" size="medium">
                Discover
              </ButtonLink>
            }
          >
            {(day) => (
              <Button tone="primary" size="medium" onClick={() => props.onGo(day())}>
                Next: {dayText(day(), props.on, props.today)}
              </Button>
            )}
          </Show>
        </div>
      }
    />
  );
}
