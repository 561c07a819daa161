import { createSignal, For, onCleanup } from "solid-js";
import {
  clockText,
  HOURS_OF_DAY,
  isChosen,
  painted,
  type HourOfWeek,
  type WeekHours,
} from "../../shared/downloads/weekSchedule";

const DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const HOURS = Array.from({ length: HOURS_OF_DAY }, (_, hour) => hour);
const STEPS: Partial<Record<string, readonly [days: number, hours: number]>> = {
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
};

interface WeekScheduleGridProps {
  label: string;
  hours: WeekHours;
  /** Draws a line there. */
  now: HourOfWeek & { minute: number };
  onChange: (hours: number[][]) => void;
}

/**
 * The hours of a week, a row for each day. Hours are drawn by dragging: the first one decides
 * whether they are chosen or not. By keyboard, arrows move, Space changes an hour, and Shift with
 * an arrow gives the next hour what this one has.
 */
export function WeekScheduleGrid(props: WeekScheduleGridProps) {
  let grid!: HTMLDivElement;
  const [focused, setFocused] = createSignal<HourOfWeek>({ day: 0, hour: 8 });
  const [drag, setDrag] = createSignal<{ from: HourOfWeek; to: HourOfWeek; chosen: boolean }>();
  const shown = () => {
    const drawn = drag();
    return drawn ? painted(props.hours, drawn.from, drawn.to, drawn.chosen) : props.hours;
  };

  const cellAt = (event: PointerEvent): HourOfWeek | null => {
    const cell = document.elementFromPoint(event.clientX, event.clientY)?.closest("[data-hour]");
    if (!(cell instanceof HTMLElement) || !grid.contains(cell)) return null;
    return { day: Number(cell.dataset["day"]), hour: Number(cell.dataset["hour"]) };
  };
  const begin = (event: PointerEvent) => {
    const cell = event.button === 0 ? cellAt(event) : null;
    if (!cell) return;
    event.preventDefault();
    setDrag({ from: cell, to: cell, chosen: !isChosen(props.hours, cell) });
    focus(cell);
    document.addEventListener("pointermove", move);
    document.addEventListener("pointerup", end);
    document.addEventListener("pointercancel", cancel);
  };
  const move = (event: PointerEvent) => {
    const cell = cellAt(event);
    if (cell) setDrag((now) => now && { ...now, to: cell });
  };
  const end = () => {
    const drawn = shown();
    cancel();
    props.onChange(drawn.map((hours) => [...hours]));
  };
  const cancel = () => {
    setDrag(undefined);
    document.removeEventListener("pointermove", move);
    document.removeEventListener("pointerup", end);
    document.removeEventListener("pointercancel", cancel);
  };
  onCleanup(cancel);

  const focus = (cell: HourOfWeek) => {
    setFocused(cell);
    grid
      .querySelector<HTMLElement>(`[data-day="${cell.day}"][data-hour="${cell.hour}"]`)
      ?.focus({ preventScroll: true });
  };
  const onKey = (event: KeyboardEvent) => {
    const here = focused();
    const step = STEPS[event.key];
    if (event.key === " " || event.key === "Enter") {
      event.preventDefault();
      props.onChange(painted(props.hours, here, here, !isChosen(props.hours, here)));
    } else if (step || event.key === "Home" || event.key === "End") {
      event.preventDefault();
      const [days, hours] = step ?? [0, event.key === "Home" ? -HOURS_OF_DAY : HOURS_OF_DAY];
      const next = {
        day: Math.min(Math.max(here.day + days, 0), DAYS.length - 1),
        hour: Math.min(Math.max(here.hour + hours, 0), HOURS_OF_DAY - 1),
      };
      if (event.shiftKey) {
        props.onChange(painted(props.hours, here, next, isChosen(props.hours, here)));
      }
      focus(next);
    }
  };

  return (
    <div class="grid grid-cols-[44px_minmax(0,1fr)] text-12 text-muted select-none phone:grid-cols-[34px_minmax(0,1fr)]">
      <div class="grid" aria-hidden="true">
        <For each={DAYS}>
          {(day) => <span class="grid h-6 items-center">{day.slice(0, 3)}</span>}
        </For>
      </div>
      <div class="relative">
        <div
          ref={grid}
          role="grid"
          aria-label={props.label}
          aria-multiselectable="true"
          class="touch-none"
          onPointerDown={begin}
          onKeyDown={onKey}
        >
          <For each={DAYS}>
            {(name, day) => (
              <div role="row" aria-label={name} class="grid h-6 grid-cols-24 py-1">
                <For each={HOURS}>
                  {(hour) => {
                    const cell = { day: day(), hour };
                    const is = (at: number) => isChosen(shown(), { day: day(), hour: at });
                    const isStop = () => focused().day === day() && focused().hour === hour;
                    return (
                      <div
                        role="gridcell"
                        data-day={day()}
                        data-hour={hour}
                        tabindex={isStop() ? 0 : -1}
                        aria-selected={is(hour)}
                        aria-label={`${name}, ${clockText(hour)} to ${clockText(hour + 1)}`}
                        class="relative cursor-pointer focus-visible:z-2 before:absolute before:inset-x-0 before:-inset-y-1"
                        classList={{
                          "bg-fill-2": !is(hour),
                          "rounded-l-[5px]": hour === 0 || is(hour) !== is(hour - 1),
                          "rounded-r-[5px]": hour === 23 || is(hour) !== is(hour + 1),
                        }}
                        style={{ "background-color": is(hour) ? toneOf(hour) : undefined }}
                        onFocus={() => setFocused(cell)}
                      />
                    );
                  }}
                </For>
              </div>
            )}
          </For>
        </div>
        <span
          class="pointer-events-none absolute -top-1 bottom-0 w-0.5 -translate-x-1/2 rounded-pill bg-ink before:absolute before:-top-1 before:left-1/2 before:size-1.5 before:-translate-x-1/2 before:rounded-pill before:bg-ink"
          style={{ left: `${((props.now.hour + props.now.minute / 60) / HOURS_OF_DAY) * 100}%` }}
          aria-hidden="true"
        />
      </div>
      <div class="col-start-2 mt-2 flex justify-between tabular-nums" aria-hidden="true">
        <For each={[0, 6, 12, 18, 24]}>{(hour) => <span>{hour}</span>}</For>
      </div>
    </div>
  );
}

/** From the second accent at midnight to the first in the evening. */
const toneOf = (hour: number) =>
  `color-mix(in oklab, var(--accent) ${Math.round((hour / 23) * 85 + 10)}%, var(--accent-2))`;
