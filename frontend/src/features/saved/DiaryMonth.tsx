import ChevronLeft from "lucide-solid/icons/chevron-left";
import ChevronRight from "lucide-solid/icons/chevron-right";
import Star from "lucide-solid/icons/star";
import { createMemo, createSignal, For, Show } from "solid-js";
import type { Play } from "../../api/types";
import { formatDate } from "../../lib/formatDates";
import { pluralize } from "../../lib/format";
import { FailedState } from "../../ui/FailedState";
import { IconButton } from "../../ui/IconButton";
import { PosterImage } from "../../ui/poster/PosterImage";
import { Sheet } from "../../ui/Sheet";
import { dayName, monthAfter, monthGrid, monthName, thisMonth } from "./diaryDays";
import type { MonthOfPlays } from "./diaryQueries";
import { DiaryEntry } from "./DiaryEntry";
import type { PlayChanges } from "./playChanges";

interface DiaryMonthProps {
  /** `2026-11` */
  month: string;
  plays: MonthOfPlays;
  changes: PlayChanges;
  onMonth: (month: string) => void;
  onEdit: (play: Play) => void;
}

/** A month as a calendar: the poster of what was watched on each day. */
export function DiaryMonth(props: DiaryMonthProps) {
  const [opened, setOpened] = createSignal<string>();
  const grid = createMemo(() => monthGrid(props.month));
  const playsOf = (day: string) => props.plays.days().get(day) ?? [];
  const facts = createMemo(() => {
    const all = grid()
      .filter((day) => day.startsWith(props.month))
      .flatMap(playsOf);
    const episodes = all.filter((play) => play.episodeId !== null).length;
    return [
      all.length > episodes ? pluralize(all.length - episodes, "film") : "",
      episodes > 0 ? pluralize(episodes, "episode") : "",
    ]
      .filter(Boolean)
      .join(", ");
  });
  // Closed when its last viewing is gone.
  const day = () => (opened() !== undefined && playsOf(opened() ?? "").length > 0 ? opened() : "");

  return (
    <section aria-label={monthName(`${props.month}-01`)}>
      <div class="mb-3 flex flex-wrap items-center gap-x-3 gap-y-1">
        <h2 class="text-28 tracking-[-.03em] phone:text-22">{monthName(`${props.month}-01`)}</h2>
        <span class="text-14 text-muted tabular-nums" role="status">
          {props.plays.state() === "loading" ? "Loading" : facts()}
        </span>
        <span class="ml-auto flex">
          <IconButton
            label="The month before"
            tone="bare"
            size="medium"
            onClick={() => props.onMonth(monthAfter(props.month, -1))}
          >
            <ChevronLeft />
          </IconButton>
          <IconButton
            label="The month after"
            tone="bare"
            size="medium"
            disabled={props.month >= thisMonth()}
            onClick={() => props.onMonth(monthAfter(props.month, 1))}
          >
            <ChevronRight />
          </IconButton>
        </span>
      </div>
      <Show
        when={props.plays.state() !== "failed"}
        fallback={
          <FailedState
            text="This month did not load."
            error={props.plays.error()}
            onRetry={() => void props.plays.reload()}
          />
        }
      >
        <ol class="grid grid-cols-7 gap-3 phone:gap-1.5">
          <For each={grid().slice(0, 7)}>
            {(each) => (
              <li class="text-12 text-muted" aria-hidden="true">
                {dayName(each).weekday}
              </li>
            )}
          </For>
          <For each={grid()}>
            {(each) => (
              <li>
                <Show
                  when={playsOf(each)[0]}
                  fallback={<EmptyDay day={each} month={props.month} />}
                >
                  {(first) => (
                    <Day
                      day={each}
                      month={props.month}
                      first={first()}
                      plays={playsOf(each)}
                      onOpen={() => setOpened(each)}
                    />
                  )}
                </Show>
              </li>
            )}
          </For>
        </ol>
        <Show when={props.plays.state() === "ready" && facts() === ""}>
          <p class="mt-6 text-15 text-muted">Nothing in your diary this month.</p>
        </Show>
      </Show>
      <Sheet
        open={Boolean(day())}
        onClose={() => setOpened(undefined)}
        title={formatDate(day() || `${props.month}-01`)}
        eyebrow="In your diary"
      >
        <ul class="-mx-2">
          <For each={playsOf(day() ?? "")}>
            {(play) => (
              <DiaryEntry
                play={play}
                onEdit={() => {
                  setOpened(undefined);
                  props.onEdit(play);
                }}
                onRemove={() => void props.changes.remove([play])}
              />
            )}
          </For>
        </ul>
      </Sheet>
    </section>
  );
}

const CELL =
  "relative block aspect-square w-full overflow-hidden rounded-card phone:aspect-[4/7] phone:rounded-chip";

function EmptyDay(props: { day: string; month: string }) {
  return (
    <span
      class={`${CELL} bg-surface-1 p-3 text-20 font-light text-muted phone:p-1.5 phone:text-14`}
    >
      <span classList={{ "opacity-60": !props.day.startsWith(props.month) }}>
        {dayName(props.day).day}
      </span>
    </span>
  );
}

interface DayProps {
  day: string;
  month: string;
  first: Play;
  plays: readonly Play[];
  onOpen: () => void;
}

/** The last title of a day; a number says how many more there are. */
function Day(props: DayProps) {
  const names = () => props.plays.map((play) => play.media.title).join(", ");
  return (
    <button
      type="button"
      class={`${CELL} press text-on-art`}
      classList={{ "opacity-60": !props.day.startsWith(props.month) }}
      aria-label={`${formatDate(props.day)}: ${names()}`}
      onClick={() => props.onOpen()}
    >
      <PosterImage media={props.first.media} sizes="(max-width: 760px) 14vw, 160px" />
      <span class="absolute inset-0 bg-[linear-gradient(rgb(0_0_0/.7),rgb(0_0_0/.12)_45%,rgb(0_0_0/.12)_55%,rgb(0_0_0/.7))]" />
      <span class="absolute top-2.5 left-3 text-20 font-light tabular-nums phone:top-1 phone:left-1.5 phone:text-14">
        {dayName(props.day).day}
      </span>
      <Show when={props.plays.length > 1}>
        <span class="absolute top-3 right-3 text-13 tabular-nums phone:top-1.5 phone:right-1.5 phone:text-11">
          +{props.plays.length - 1}
        </span>
      </Show>
      <Show when={props.first.rating}>
        {(rating) => (
          <span class="absolute bottom-2.5 left-3 flex items-center gap-1 text-13 tabular-nums phone:bottom-1 phone:left-1.5 phone:text-11">
            <Star class="size-3.5 fill-current phone:size-3" aria-hidden="true" />
            {rating()}
          </span>
        )}
      </Show>
    </button>
  );
}
