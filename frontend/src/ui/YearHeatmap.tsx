import { createEffect, createMemo, For, Show } from "solid-js";
import { MONTHS, monthColumns, strength, yearCells } from "./yearGrid";

interface HeatDay {
  day: string;
  plays: number;
  minutes: number;
}

interface YearHeatmapProps {
  year: number;
  days: readonly HeatDay[];
  /** The accessible name: the picture in words. */
  label: string;
  /** Makes the months and days pressable. */
  onPick?: (day: string) => void;
  /** The month that is shown, 0 to 11. */
  month?: number;
}

/** Where the last day stands, of the width. */
const END = 0.8;

/** A square per day of a year, the brighter the more was watched. */
export function YearHeatmap(props: YearHeatmapProps) {
  const cells = createMemo(() => yearCells(props.year));
  const starts = createMemo(() => monthColumns(cells()));
  const byDay = createMemo(() => new Map(props.days.map((each) => [each.day, each])));
  const weight = (each: HeatDay) => each.minutes || each.plays;
  const most = createMemo(() => {
    const sorted = props.days.map(weight).sort((a, b) => a - b);
    // One endless day would leave all others dark: nine tenths of the days decide.
    return sorted[Math.floor((sorted.length - 1) * 0.9)] ?? 0;
  });
  const fill = (day: string) => {
    const found = byDay().get(day);
    if (!found) return undefined;
    const share = 0.12 + 0.88 * strength(weight(found), most());
    return `color-mix(in oklch, var(--accent-2), var(--accent) ${Math.round(share * 100)}%)`;
  };
  /** The way to the days of a month without a mouse. */
  const lastOfMonth = (month: number) =>
    props.days.findLast((each) => Number(each.day.slice(5, 7)) === month + 1)?.day;
  const pick = (event: MouseEvent) => {
    const day = (event.target as HTMLElement).dataset["day"];
    if (day && byDay().has(day)) props.onPick?.(day);
  };

  let scroller!: HTMLDivElement;
  // On a phone only some months fit: begin with those of the last day.
  createEffect(() => {
    const last = props.days.at(-1)?.day;
    const cell = last && scroller.querySelector<HTMLElement>(`[data-day="${last}"]`);
    if (cell) scroller.scrollLeft = cell.offsetLeft - scroller.clientWidth * END;
  });

  return (
    // On phones it scrolls: in the tab order, so that arrow keys can do that.
    <div
      ref={scroller}
      class="relative -mx-(--gutter) overflow-x-auto px-(--gutter) -outline-offset-2 [scrollbar-width:none]"
      role="group"
      aria-label={`The days of ${props.year}`}
      tabindex="0"
    >
      <div class="min-w-[680px]">
        <div
          role="img"
          aria-label={props.label}
          class="grid aspect-[53/7.2] grid-cols-[repeat(53,minmax(0,1fr))] grid-rows-7 gap-1"
          onClick={pick}
        >
          <For each={cells()}>
            {(cell) => (
              <i
                class="rounded-[4px] bg-fill"
                classList={{ "cursor-pointer": !!props.onPick && byDay().has(cell.day) }}
                data-day={cell.day}
                title={byDay().has(cell.day) ? cell.day : undefined}
                style={{
                  "grid-area": `${cell.row + 1} / ${cell.column + 1}`,
                  background: fill(cell.day),
                }}
              />
            )}
          </For>
        </div>
        <div class="mt-2.5 grid grid-cols-[repeat(53,minmax(0,1fr))] gap-1 text-12 text-muted">
          <For each={MONTHS}>
            {(name, month) => (
              <span
                class="whitespace-nowrap"
                classList={{ "font-strong text-ink": props.month === month() }}
                style={{ "grid-column": `${(starts()[month()] ?? 0) + 1} / span 4`, "grid-row": 1 }}
              >
                <Show when={props.onPick && lastOfMonth(month())} fallback={name}>
                  {(day) => (
                    <button
                      type="button"
                      class="rounded-chip hover:text-ink"
                      onClick={() => props.onPick?.(day())}
                    >
                      {name}
                    </button>
                  )}
                </Show>
              </span>
            )}
          </For>
        </div>
      </div>
    </div>
  );
}
