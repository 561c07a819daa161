import { For } from "solid-js";
import type { CalendarDay } from "../../api/types";
import { rovingFocus } from "../../ui/rovingFocus";
import { daysOfMonth, dayNumber, dayText, weekday, weekFrom } from "./calendarDates";
import { countText } from "./releaseText";

interface DayStripProps {
  /** The first of the seven days that are shown. */
  on: string;
  today: string;
  days: readonly CalendarDay[];
  onGo: (day: string) => void;
}

const MAX_DOTS = 3;

/** The days of a month with a dot for each release, one tab stop; on phones the seven days alone. */
export function DayStrip(props: DayStripProps) {
  let nav!: HTMLElement;
  rovingFocus(() => nav);
  const week = () => weekFrom(props.on);
  const strip = () => [...new Set([...daysOfMonth(props.on), ...week()])];
  const totals = () => new Map(props.days.map((day) => [day.date, day.total]));
  const isShown = (day: string) => week().includes(day);

  return (
    <nav
      ref={nav}
      aria-label="Days"
      class="-mx-1 flex phone:rounded-card phone:bg-surface-1"
      data-roving
    >
      <For each={strip()}>
        {(day) => (
          <button
            type="button"
            class="flex min-w-0 flex-1 flex-col items-center gap-1 py-2 text-13 tabular-nums transition-colors first:rounded-l-card last:rounded-r-card hover:text-ink"
            classList={{
              "phone:hidden text-muted": !isShown(day),
              "bg-surface-1": isShown(day),
              "rounded-l-card": day === week()[0],
              "rounded-r-card": day === week()[6],
            }}
            data-roving-item
            tabIndex={day === props.on ? 0 : -1} // not the first one, which phones hide
            aria-current={day === props.today ? "date" : undefined}
            aria-label={`${dayText(day)}, ${countText(totals().get(day) ?? 0)}`}
            onClick={() => props.onGo(day)}
          >
            {/* Not text: the label would have to contain the letter. */}
            <small
              class="text-12 text-muted before:content-[attr(data-letter)]"
              data-letter={weekday(day).charAt(0)}
              aria-hidden="true"
            />
            <span
              class="grid size-8 place-items-center rounded-full"
              classList={{ "bg-btn font-strong text-on-btn": day === props.today }}
            >
              {dayNumber(day)}
            </span>
            <span class="flex h-1.5 gap-[3px]" aria-hidden="true">
              <For each={Array.from({ length: Math.min(totals().get(day) ?? 0, MAX_DOTS) })}>
                {() => (
                  <i
                    class="size-[5px] rounded-full"
                    classList={{
                      "bg-accent": isShown(day),
                      "bg-ink/30": !isShown(day),
                    }}
                  />
                )}
              </For>
            </span>
          </button>
        )}
      </For>
    </nav>
  );
}
