import { createEffect, createMemo, createSignal, For, onCleanup, onMount, untrack } from "solid-js";
import type { DownloadJob } from "../../api/types";
import { gridHeight, placeOf, rowsToDraw, type GridShape } from "../../media/gridShape";
import { DownloadTile } from "./DownloadTile";
import type { Board } from "./JobFrame";
import { tileShape } from "./tileShape";

interface TileGridProps {
  jobs: readonly DownloadJob[];
  board: Board;
}

/** Rows drawn beyond the window on both sides: the keyboard finds them, and nobody sees them come. */
const AROUND = 6;

/**
 * What has come to its end, years of it if need be: only the rows near the window are in the page.
 * All are equally high, so where each stands is arithmetic and nothing is measured while scrolling.
 */
export function TileGrid(props: TileGridProps) {
  let grid!: HTMLDivElement;
  const [shape, setShape] = createSignal<GridShape>();
  const [rows, setRows] = createSignal<[number, number]>([0, 0], {
    equals: (a, b) => a[0] === b[0] && a[1] === b[1],
  });
  /** The one with the focus stays, wherever it was scrolled to. */
  const [held, setHeld] = createSignal<string | null>(null);

  const look = () => {
    const now = untrack(shape);
    if (!now) return;
    const count = untrack(() => props.jobs.length);
    setRows(rowsToDraw(now, count, grid.getBoundingClientRect().top, innerHeight, AROUND));
  };
  const measure = () => {
    const rem = parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
    const next = tileShape(grid.clientWidth, innerWidth, rem);
    const before = untrack(shape);
    if (before?.width !== next.width || before.height !== next.height) setShape(next);
    look();
  };

  onMount(() => {
    measure();
    let waiting = 0;
    const onScroll = () => {
      if (waiting) return;
      waiting = requestAnimationFrame(() => {
        waiting = 0;
        look();
      });
    };
    // The rows above come and go as well, which moves this grid without a scroll.
    const watch = new ResizeObserver(measure);
    watch.observe(grid);
    watch.observe(document.body);
    addEventListener("scroll", onScroll, { passive: true });
    addEventListener("resize", measure);
    onCleanup(() => {
      watch.disconnect();
      cancelAnimationFrame(waiting);
      removeEventListener("scroll", onScroll);
      removeEventListener("resize", measure);
    });
  });
  createEffect(() => {
    if (props.jobs.length >= 0 && shape()) look();
  });

  const drawn = createMemo(() => {
    const now = shape();
    if (!now) return [];
    const first = rows()[0] * now.columns;
    const end = Math.min(rows()[1] * now.columns, props.jobs.length);
    const inWindow = props.jobs.slice(first, end).map((job, step) => ({ job, at: first + step }));
    const heldId = held();
    if (heldId === null) return inWindow;
    const keptAt = untrack(() => props.jobs.findIndex((job) => job.id === heldId));
    const kept = props.jobs[keptAt];
    if (!kept || (keptAt >= first && keptAt < end)) return inWindow;
    // In its order, because one that is moved in the page loses the focus.
    const line = { job: kept, at: keptAt };
    return keptAt < first ? [line, ...inWindow] : [...inWindow, line];
  });
  const places = createMemo(() => new Map(drawn().map(({ job, at }) => [job.id, at])));
  const drawnJobs = createMemo(() => drawn().map(({ job }) => job));

  const styleOf = (job: DownloadJob) => {
    const now = shape();
    const at = places().get(job.id);
    if (!now || at === undefined) return {};
    const { left, top } = placeOf(at, now);
    return { transform: `translate(${left}px, ${top}px)`, width: `${now.width}px` };
  };
  const height = () => {
    const now = shape();
    return now ? gridHeight(props.jobs.length, now) : 0;
  };

  return (
    <div
      ref={grid}
      class="relative [overflow-anchor:none]"
      style={{ height: `${height()}px` }}
      onFocusIn={(event) =>
        setHeld(event.target.closest<HTMLElement>("[data-job]")?.dataset["job"] ?? null)
      }
      onFocusOut={(event) => {
        const next = event.relatedTarget;
        // From one to the next it only changes hands.
        if (!(next instanceof Node && grid.contains(next))) setHeld(null);
      }}
    >
      <For each={drawnJobs()}>
        {(job) => (
          <div class="absolute top-0 left-0" style={styleOf(job)}>
            <DownloadTile job={job} board={props.board} />
          </div>
        )}
      </For>
    </div>
  );
}
