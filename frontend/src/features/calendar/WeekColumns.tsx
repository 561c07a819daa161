import { For, Show } from "solid-js";
import type { CalendarDay, CalendarEntry, PlannedWatching } from "../../api/types";
import { rovingFocus } from "../../ui/rovingFocus";
import { Skeleton } from "../../ui/Skeleton";
import { isFull } from "./calendarViews";
import { dayNumber, dayText, weekday } from "./calendarDates";
import { PlannedWatchingCard } from "./PlannedWatchingCard";
import { ReleaseCard } from "./ReleaseCard";

interface WeekColumnsProps {
  days: readonly CalendarDay[];
  today: string;
  onOpen: (entry: CalendarEntry, day: string) => void;
  onPlan: (planned: PlannedWatching) => void;
}

const GRID = "grid grid-cols-7 gap-3 max-[1100px]:grid-cols-1 max-[1100px]:gap-7";

const isEmpty = (day: CalendarDay) => !isFull(day);

/**
 * Seven days side by side, one tab stop; on narrow windows one below the other, without empty ones.
 */
export function WeekColumns(props: WeekColumnsProps) {
  let grid!: HTMLDivElement;
  rovingFocus(() => grid);
  return (
    <div ref={grid} class={GRID} data-roving>
      <For each={props.days}>
        {(day) => (
          <section
            class="min-w-0"
            classList={{ "max-[1100px]:hidden": isEmpty(day) && day.date !== props.today }}
            aria-label={dayText(day.date)}
          >
            <DayHeading date={day.date} isToday={day.date === props.today} />
            <div class="grid gap-3">
              <For each={day.entries}>
                {(entry) => (
                  <ReleaseCard
                    entry={entry}
                    isPast={day.date < props.today}
                    onOpen={() => props.onOpen(entry, day.date)}
                  />
                )}
              </For>
              <For each={day.planned}>
                {(planned) => (
                  <PlannedWatchingCard planned={planned} onOpen={() => props.onPlan(planned)} />
                )}
              </For>
            </div>
            <Show when={isEmpty(day)}>
              <p class="px-0.5 text-13 text-muted">Nothing</p>
            </Show>
            <Show when={day.total > day.entries.length}>
              <p class="mt-2 px-0.5 text-13 text-muted">
                and {day.total - day.entries.length} more
              </p>
            </Show>
          </section>
        )}
      </For>
    </div>
  );
}

function DayHeading(props: { date: string; isToday: boolean }) {
  return (
    <h2 class="flex items-baseline gap-2 px-0.5 pb-3 text-14 font-medium tracking-normal text-muted">
      <span classList={{ "text-accent-text font-strong": props.isToday }}>
        {props.isToday ? "Today" : weekday(props.date)}
      </span>
      <span
        class="text-22 font-light tracking-[-.03em] tabular-nums"
        classList={{ "text-ink": props.isToday }}
      >
        {dayNumber(props.date)}
      </span>
    </h2>
  );
}

export function WeekSkeleton() {
  return (
    <div class={GRID} role="status" aria-label="Loading the calendar">
      <For each={[1, 2, 3, 4, 5, 6, 7]}>
        {() => <Skeleton class="h-[216px] rounded-card max-[1100px]:h-[112px]" />}
      </For>
    </div>
  );
}
