import { createAsync, query, revalidate, useSearchParams } from "@solidjs/router";
import CalendarPlus from "lucide-solid/icons/calendar-plus";
import ChevronLeft from "lucide-solid/icons/chevron-left";
import ChevronRight from "lucide-solid/icons/chevron-right";
import { createSignal, ErrorBoundary, onCleanup, onMount, Show, Suspense } from "solid-js";
import { Dynamic } from "solid-js/web";
import { listReleases, visitCalendar } from "../../api/calendar";
import type { Calendar, CalendarEntry } from "../../api/types";
import { isOverlayOpen, isPlain, isTyping } from "../../lib/keys";
import { createMediaQuery } from "../../lib/mediaQuery";
import { pageTitle } from "../../lib/pageTitle";
import { Button } from "../../ui/Button";
import { FailedState } from "../../ui/FailedState";
import { FilterChip } from "../../ui/FilterGroup";
import { IconButton } from "../../ui/IconButton";
import { Key } from "../../ui/Key";
import { PageHeader } from "../../ui/PageHeader";
import { Pills, SegmentedControl } from "../../ui/SegmentedControl";
import { AgendaList } from "./AgendaList";
import {
  kindOf,
  KINDS,
  rangeOf,
  scopeOf,
  shownDays,
  VIEWS,
  viewOf,
  type Kind,
  type Scope,
} from "./calendar";
import { addDays, addMonths, localDay, monthText, parseDay, rangeText } from "./dates";
import { DayStrip } from "./DayStrip";
import { MonthGrid } from "./MonthGrid";
import { NextReleases } from "./NextReleases";
import { leadText } from "./releases";
import { ReleaseSheet } from "./ReleaseSheet";
import { SubscribeSheet } from "./SubscribeSheet";
import { WeekColumns, WeekSkeleton } from "./WeekColumns";

const releasesQuery = query(
  (from: string, days: number, kind: Kind, scope: Scope, onDisk: boolean) =>
    listReleases({ from, days, scope, mediaType: kind === "all" ? undefined : kind, onDisk }),
  "calendar",
);

/** What comes out when: an agenda, seven days side by side, or a month. */
export default function CalendarPage() {
  const [search, setSearch] = useSearchParams<{
    on?: string;
    view?: string;
    show?: string;
    only?: string;
    disk?: string;
  }>();
  const isPhone = createMediaQuery("(max-width: 760px)");
  const usualView = () => (isPhone() ? "agenda" : "week");
  const [opened, setOpened] = createSignal<{ entry: CalendarEntry; day: string }>();
  const [isSubscribing, setSubscribing] = createSignal(false);
  const today = localDay(new Date());
  const on = () => parseDay(search.on) ?? today;
  const view = () => viewOf(search.view, usualView());
  const kind = () => kindOf(search.show);
  const scope = () => scopeOf(search.only);
  const isOnDisk = () => search.disk === "1";
  const toggleScope = (other: Scope) => setSearch({ only: scope() === other ? undefined : other });
  const isMonth = () => view() === "month";
  const range = () => rangeOf(on());
  const calendar = createAsync(() =>
    releasesQuery(range().from, range().days, kind(), scope(), isOnDisk()),
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
  const days = (loaded: Calendar) => shownDays(loaded.days, on(), view());

  return (
    <div class="page page-top">
      <PageHeader
        title={title()}
        class="mb-6!"
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
            <Button size="medium" onClick={() => go(today)}>
              Today <Key class="phone:hidden">T</Key>
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
      <div class="mt-5 mb-8 flex flex-wrap items-center justify-between gap-4">
        <Pills
          label="Releases"
          options={KINDS}
          value={kind()}
          onChange={(value) => setSearch({ show: value === "all" ? undefined : value })}
        />
        <div class="flex flex-wrap items-center gap-2">
          <FilterChip on={scope() === "mine"} onClick={() => toggleScope("mine")}>
            Mine
          </FilterChip>
          <FilterChip on={scope() === "watchlist"} onClick={() => toggleScope("watchlist")}>
            Watchlist
          </FilterChip>
          <FilterChip
            on={isOnDisk()}
            onClick={() => setSearch({ disk: isOnDisk() ? undefined : "1" })}
          >
            On disk
          </FilterChip>
        </div>
        <div class="flex items-center gap-2">
          <Button tone="ghost" size="small" onClick={() => setSubscribing(true)}>
            <CalendarPlus class="size-4" aria-hidden="true" /> Subscribe
          </Button>
          <SegmentedControl
            label="View"
            options={VIEWS}
            value={view()}
            onChange={(value) => setSearch({ view: value === usualView() ? undefined : value })}
          />
        </div>
      </div>
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
                    when={days(loaded()).some((day) => day.total > 0)}
                    fallback={
                      <NextReleases
                        calendar={loaded()}
                        on={on()}
                        isMine={scope() !== "all"}
                        onGo={go}
                      />
                    }
                  >
                    <Dynamic
                      component={view() === "agenda" ? AgendaList : WeekColumns}
                      days={days(loaded())}
                      today={today}
                      onOpen={(entry: CalendarEntry, day: string) => setOpened({ entry, day })}
                    />
                  </Show>
                }
              >
                <MonthGrid
                  days={days(loaded())}
                  month={on()}
                  today={today}
                  onOpen={(entry, day) => setOpened({ entry, day })}
                  onDay={(day) => setSearch({ on: day, view: undefined })}
                />
              </Show>
            )}
          </Show>
        </Suspense>
      </ErrorBoundary>
      <SubscribeSheet open={isSubscribing()} onClose={() => setSubscribing(false)} />
      <ReleaseSheet release={opened()} today={today} onClose={() => setOpened(undefined)} />
    </div>
  );
}
