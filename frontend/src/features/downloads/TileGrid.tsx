import { createMemo, For, untrack } from "solid-js";
import type { DownloadJob } from "../../api/types";
import { positionOf } from "../../ui/gridRows";
import { createFocusTracker, createVirtualGrid } from "../../ui/virtualGrid";
import { DownloadTile } from "./DownloadTile";
import type { JobListContext } from "./JobCard";
import { tileShape } from "./tileShape";

interface TileGridProps {
  jobs: readonly DownloadJob[];
  list: JobListContext;
}

/** Rows rendered beyond the window on both sides, for the `j` and `k` shortcuts. */
const OVERSCAN_ROWS = 6;

/** A virtualized grid of ended jobs. */
export function TileGrid(props: TileGridProps) {
  let grid!: HTMLDivElement;
  const focus = createFocusTracker(
    (target) => target.closest<HTMLElement>("[data-job]")?.dataset["job"] ?? null,
  );
  const view = createVirtualGrid({
    element: () => grid,
    count: () => props.jobs.length,
    shapeOf: tileShape,
    overscanRows: OVERSCAN_ROWS,
    // Found by job id after each change: the job keeps the focus when it moves.
    pinnedIndex: () => {
      const id = focus.focusedKey();
      if (id === null) return null;
      const at = untrack(() => props.jobs.findIndex((job) => job.id === id));
      return at < 0 ? null : at;
    },
  });
  const places = createMemo(() => new Map(view.rendered().map((at) => [props.jobs[at], at])));
  const drawn = createMemo(() => view.rendered().flatMap((at) => props.jobs[at] ?? []));

  const styleOf = (job: DownloadJob) => {
    const shape = view.shape();
    const at = places().get(job);
    if (!shape || at === undefined) return {};
    const { left, top } = positionOf(at, shape);
    return { transform: `translate(${left}px, ${top}px)`, width: `${shape.width}px` };
  };

  return (
    <div
      ref={grid}
      class="relative [overflow-anchor:none]"
      style={{ height: `${view.height()}px` }}
      onFocusIn={focus.onFocusIn}
      onFocusOut={focus.onFocusOut}
    >
      <For each={drawn()}>
        {(job) => (
          <div class="absolute top-0 left-0" style={styleOf(job)}>
            <DownloadTile job={job} list={props.list} />
          </div>
        )}
      </For>
    </div>
  );
}
