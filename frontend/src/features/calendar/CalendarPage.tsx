import { createAsync, query, revalidate, useSearchParams } from "@solidjs/router";
import ChevronLeft from "lucide-solid/icons/chevron-left";
import ChevronRight from "lucide-solid/icons/chevron-right";
import { createSignal, ErrorBoundary, onCleanup, onMount, Show, Suspense } from "solid-js";
import { Dynamic } from "solid-js/web";
import { type CalendarFilter, listReleases, visitCalendar } from "../../api/calendar";
import type { Calendar, CalendarEntry, MediaCard, PlannedWatching } from "../../api/types";
import { isOverlayOpen, isPlain, isTyping } from "../../lib/keyboard";
import { localDay } from "../../lib/localDay";
import { pageTitle } from "../../lib/pageTitle";
import { Button } from "../../ui/Button";
import { FailedState } from "../../ui/FailedState";
import { IconButton } from "../../ui/IconButton";
import { KeyboardKey } from "../../ui/KeyboardKey";
import { PageHeader } from "../../ui/PageHeader";
import { createPreferences } from "../../shared/preferences";
import { CALENDAR } from "../../shared/catchUp/catchUpActions";
import { CatchUpSheet } from "../../shared/catchUp/CatchUpSheet";
import { AgendaList } from "./AgendaList";
import {
  filterOf,
  isFull,
  isOnDisk,
  rangeOf,
  type Search,
  shownDays,
  viewOf,
} from "./calendarViews";
import { CalendarFilters } from "./CalendarFilters";
import { CatchUpList } from "./CatchUpList";
import { addDays, addMonths, monthText, parseDay, rangeText } from "./calendarDates";
import { DayStrip } from "./DayStrip";
import { MonthGrid } from "./MonthGrid";
import { NearestReleases } from "./NearestReleases";
import { leadText, withoutSpoilers } from "./releaseText";
import { ReleaseSheet } from "./ReleaseSheet";
import { CalendarFeedSheet } from "./CalendarFeedSheet";
import { UndatedReleases } from "./UndatedReleases";
import { WeekColumns, WeekSkeleton } from "./WeekColumns";

const releasesQuery = query((filter: CalendarFilter) => listReleases(filter), CALENDAR);

/** What comes out when: an agenda, seven days side by side, or a month. */
export default function CalendarPage() {
  const [search, setSearch] = useSearchParams<Search>();
  const [opened, setOpened] = createSignal<{ entry: CalendarEntry; day: string }>();
  const [toCatchUp, setCatchUp] = createSignal<{
    media: MediaCard;
    libraryItemId: string | null;
  }>();
  const preferences = createPreferences();
  const [isSubscribing, setSubscribing] = createSignal(false);
  const today = localDay(new Date());
  const on = () => parseDay(search.on) ?? today;
  const view = () => viewOf(search.view);
  const filter = () => filterOf(search);
  const isMonth = () => view() === "month";
  const range = () => rangeOf(on());
  const calendar = createAsync(() =>
    releasesQuery({ ...filter(), ...range(), onDisk: isOnDisk(search) }),
  );

  const go = (day: string) => setSearch({ on: day === today ? undefined : day });
  const step = (direction: 1 | -1) =>
    go(isMonth() ? addMonths(on(), direction) : addDays(on(), 7 * direction));
  const title = () => {
    if (isMonth()) return monthText(on());
    if (view() === "agenda")
      return on() === today ? "Coming up" : rangeText(on(), addDays(on(), 13));
    return on() === today ? "This week" : rangeText(on(), addDays(on(), 6));
  };
  pageTitle(() => "Calendar");

  const onKey = (event: KeyboardEvent) => {
    if (!isPlain(event) || isTyping(event) || isOverlayOpen() || event.defaultPrevented) return;
    if (event.key === "t") go(today);
    else if (event.key === "[") step(-1);
    else if (event.key === "]") step(1);
  };
  onMount(() => {
    document.addEventListener("keydown", onKey);
    // Without an answer the marks stay as they are, until the next time.
    void visitCalendar().catch(() => undefined);
    onCleanup(() => document.removeEventListener("keydown", onKey));
  });
  const days = (loaded: Calendar) => {
    const shown = shownDays(loaded.days, on(), view());
    if (!preferences().hidesSpoilers) return shown;
    return shown.map((day) => ({ ...day, entries: day.entries.map(withoutSpoilers) }));
  };
  /** The opened release as the server describes it now. */
  const current = () => {
    const shown = opened();
    const entries = calendar.latest?.days.find(({ date }) => date === shown?.day)?.entries ?? [];
    const found = entries.find(
      ({ media, kind, episode }) =>
        media.id === shown?.entry.media.id &&
        kind === shown.entry.kind &&
        episode?.id === shown.entry.episode?.id,
    );
    return shown && { ...shown, entry: found ?? shown.entry };
  };

  return (
    <div class="page page-top">
      <PageHeader
        title={title()}
        class="mb-6! phone:mb-4! phone:flex-nowrap phone:items-start phone:gap-x-3"
        lead={<Suspense>{calendar.latest && leadText(days(calendar.latest))}</Suspense>}
        end={
          <div class="flex gap-2">
            <IconButton
              label={isMonth() ? "The month before  [" : "The week before  ["}
              size="medium"
              onClick={() => step(-1)}
            >
              <ChevronLeft />
            </IconButton>
            <Button
              size="medium"
              class={on() === today ? "phone:hidden" : ""}
              onClick={() => go(today)}
            >
              Today <KeyboardKey class="phone:hidden">T</KeyboardKey>
            </Button>
            <IconButton
              label={isMonth() ? "The month after  ]" : "The week after  ]"}
              size="medium"
              onClick={() => step(1)}
            >
              <ChevronRight />
            </IconButton>
          </div>
        }
      />
      <Suspense fallback={<div class="h-[84px]" />}>
        <Show when={!isMonth()}>
          <DayStrip on={on()} today={today} days={calendar.latest?.days ?? []} onGo={go} />
        </Show>
      </Suspense>
      <CalendarFilters
        search={search}
        onChange={(changes) => setSearch(changes)}
        view={view()}
        onView={(value) => setSearch({ view: value === "week" ? undefined : value })}
        onSubscribe={() => setSubscribing(true)}
      />
      <ErrorBoundary
        fallback={(error: unknown, reset) => (
          <FailedState
            text="The calendar did not load."
            error={error}
            onRetry={() => void revalidate(releasesQuery.key).then(reset)}
          />
        )}
      >
        <Suspense fallback={<WeekSkeleton />}>
          <Show when={calendar()}>
            {(loaded) => (
              <Show
                when={isMonth()}
                fallback={
                  <Show
                    when={days(loaded()).some(isFull)}
                    fallback={
                      <NearestReleases
                        calendar={loaded()}
                        on={on()}
                        today={today}
                        isMine={filter().scope !== "all"}
                        onGo={go}
                      />
                    }
                  >
                    <Dynamic
                      component={view() === "agenda" ? AgendaList : WeekColumns}
                      days={days(loaded())}
                      today={today}
                      onOpen={(entry: CalendarEntry, day: string) => setOpened({ entry, day })}
                      onPlan={(planned: PlannedWatching) => setCatchUp(planned)}
                    />
                  </Show>
                }
              >
                <MonthGrid
                  days={days(loaded())}
                  month={on()}
                  today={today}
                  onOpen={(entry, day) => setOpened({ entry, day })}
                  onPlan={(planned) => setCatchUp(planned)}
                  onDay={(day) => setSearch({ on: day, view: undefined })}
                />
              </Show>
            )}
          </Show>
        </Suspense>
      </ErrorBoundary>
      <CatchUpList onOpen={(media) => setCatchUp({ media, libraryItemId: null })} />
      <CatchUpSheet
        media={toCatchUp()?.media}
        libraryItemId={toCatchUp()?.libraryItemId ?? null}
        onClose={() => setCatchUp(undefined)}
      />
      <Show when={!isOnDisk(search)}>
        <UndatedReleases filter={filter()} />
      </Show>
      <CalendarFeedSheet
        filter={filter()}
        open={isSubscribing()}
        onClose={() => setSubscribing(false)}
      />
      <ReleaseSheet
        release={current()}
        today={today}
        hidesSpoilers={preferences().hidesSpoilers}
        onClose={() => setOpened(undefined)}
      />
    </div>
  );
}
