import { createMemo, For, untrack } from "solid-js";
import type { DownloadJob } from "../../api/types";
import { placeOf } from "../../ui/gridRows";
import { createHeldFocus, createWindowedGrid } from "../../ui/windowedGrid";
import { DownloadTile } from "./DownloadTile";
import type { Board } from "./JobCard";
import { tileShape } from "./tileShape";

interface TileGridProps {
  jobs: readonly DownloadJob[];
  board: Board;
}

/** Rows drawn beyond the window on both sides: `j` and `k` find what stands in them. */
const AROUND = 6;

/** What has come to its end, years of it if need be. */
export function TileGrid(props: TileGridProps) {
  let grid!: HTMLDivElement;
  const focus = createHeldFocus(
    (target) => target.closest<HTMLElement>("[data-job]")?.dataset["job"] ?? null,
  );
  const view = createWindowedGrid({
    element: () => grid,
    count: () => props.jobs.length,
    shapeOf: tileShape,
    around: AROUND,
    // Found anew as the list changes: it is the job that stays, wherever it stands now.
    kept: () => {
      const id = focus.held();
      if (id === null) return null;
      const at = untrack(() => props.jobs.findIndex((job) => job.id === id));
      return at < 0 ? null : at;
    },
  });
  const places = createMemo(() => new Map(view.drawn().map((at) => [props.jobs[at], at])));
  const drawn = createMemo(() => view.drawn().flatMap((at) => props.jobs[at] ?? []));

  const styleOf = (job: DownloadJob) => {
    const shape = view.shape();
    const at = places().get(job);
    if (!shape || at === undefined) return {};
    const { left, top } = placeOf(at, shape);
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
            <DownloadTile job={job} board={props.board} />
          </div>
        )}
      </For>
    </div>
  );
}
