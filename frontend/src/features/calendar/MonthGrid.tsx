import { For, Show } from "solid-js";
import type { CalendarDay, CalendarEntry, PlannedWatching } from "../../api/types";
import { createMediaQuery } from "../../lib/mediaQuery";
import { rovingFocus } from "../../ui/rovingFocus";
import { dayNumber, dayText, weekday } from "./calendarDates";
import { plannedText } from "./plannedWatchingText";
import { NewMark } from "./ReleaseBadge";
import { countText, noveltyText, releaseText, timeText } from "./releaseText";

interface MonthGridProps {
  /** Whole weeks, from a Monday on. */
  days: readonly CalendarDay[];
  /** A day of the month. */
  month: string;
  today: string;
  onOpen: (entry: CalendarEntry, day: string) => void;
  onPlan: (planned: PlannedWatching) => void;
  /** Shows the week from this day on. */
  onDay: (day: string) => void;
}

const LINES = 3;

/** A month as a grid of weeks, one tab stop; on phones the days have dots instead of titles. */
export function MonthGrid(props: MonthGridProps) {
  let grid!: HTMLDivElement;
  const isPhone = createMediaQuery("(max-width: 760px)");
  rovingFocus(() => grid);
  return (
    <div
      ref={grid}
      data-roving
      class="grid grid-cols-7 gap-px overflow-hidden rounded-card border border-line bg-line"
    >
      <For each={props.days.slice(0, 7)}>
        {(day) => (
          <div class="bg-bg px-2.5 py-2 text-12 text-muted" aria-hidden="true">
            {weekday(day.date)}
          </div>
        )}
      </For>
      <For each={props.days}>
        {(day) => (
          <section
            class="min-h-[124px] min-w-0 bg-bg p-1.5 phone:min-h-[60px]"
            classList={{ "opacity-45": day.date.slice(0, 7) !== props.month.slice(0, 7) }}
            aria-label={dayText(day.date)}
          >
            <button
              type="button"
              class="flex w-full items-center gap-2 rounded-control p-1 text-13 tabular-nums hover:bg-fill phone:flex-col phone:gap-1"
              aria-label={`${dayText(day.date)}, ${countText(day.total)}`}
              data-roving-item
              aria-current={day.date === props.today ? "date" : undefined}
              onClick={() => props.onDay(day.date)}
            >
              <span
                class="grid size-7 place-items-center rounded-full"
                classList={{ "bg-btn font-strong text-on-btn": day.date === props.today }}
              >
                {dayNumber(day.date)}
              </span>
              <span class="flex gap-[3px] desk:hidden" aria-hidden="true">
                <For each={day.entries.slice(0, LINES)}>
                  {(entry) => (
                    <i
                      class="size-[5px] rounded-full"
                      classList={{ "bg-accent": entry.isMine, "bg-ink/30": !entry.isMine }}
                    />
                  )}
                </For>
                <For each={day.planned.slice(0, 1)}>
                  {() => (
                    <i class="size-[5px] rounded-full shadow-[inset_0_0_0_1px_var(--accent)]" />
                  )}
                </For>
              </span>
            </button>
            <Show when={!isPhone()}>
              <ul>
                <For each={day.entries.slice(0, LINES)}>
                  {(entry) => (
                    <li>
                      <button
                        type="button"
                        data-roving-item
                        class="flex w-full min-w-0 items-center gap-1.5 rounded-control px-1.5 py-1 text-left text-12 hover:bg-fill"
                        title={[
                          timeText(entry),
                          entry.media.title,
                          noveltyText(entry),
                          releaseText(entry),
                        ]
                          .filter(Boolean)
                          .join(", ")}
                        onClick={() => props.onOpen(entry, day.date)}
                      >
                        <i
                          class="size-[6px] flex-none rounded-full"
                          classList={{
                            "bg-accent": entry.isMine,
                            "bg-ink/30": !entry.isMine,
                          }}
                          aria-hidden="true"
                        />
                        <span class="truncate" classList={{ "text-muted": entry.seen }}>
                          {entry.media.title}
                        </span>
                        <Show when={entry.isNew}>
                          <NewMark />
                        </Show>
                      </button>
                    </li>
                  )}
                </For>
                <For each={day.planned}>
                  {(planned) => (
                    <li>
                      <button
                        type="button"
                        data-roving-item
                        class="flex w-full min-w-0 items-center gap-1.5 rounded-control px-1.5 py-1 text-left text-12 hover:bg-fill"
                        title={`${plannedText(planned)} of ${planned.media.title}`}
                        onClick={() => props.onPlan(planned)}
                      >
                        <i
                          class="size-[6px] flex-none rounded-full shadow-[inset_0_0_0_1.5px_var(--accent)]"
                          aria-hidden="true"
                        />
                        <span class="truncate">
                          {plannedText(planned)} of {planned.media.title}
                        </span>
                      </button>
                    </li>
                  )}
                </For>
              </ul>
              <Show when={day.total > LINES}>
                <p class="px-1.5 text-12 text-muted">{day.total - LINES} more</p>
              </Show>
            </Show>
          </section>
        )}
      </For>
    </div>
  );
}
