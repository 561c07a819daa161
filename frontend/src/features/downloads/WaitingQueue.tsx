import GripVertical from "lucide-solid/icons/grip-vertical";
import { createMemo, createSignal, For } from "solid-js";
import type { DownloadJob } from "../../api/types";
import { nameOf } from "../../shared/downloads/jobName";
import { DownloadTile, TILES } from "./DownloadTile";
import type { JobListContext } from "./JobCard";
import { moveItem, indexForKey, queueMoveFor } from "./queueOrder";

interface WaitingQueueProps {
  /** In queue order. */
  jobs: readonly DownloadJob[];
  list: JobListContext;
  /** False for a filtered list: only the complete queue can be reordered. */
  canOrder: boolean;
}

/** A tile being dragged. */
interface Drag {
  id: string;
  /** The queue order at the start of the drag. */
  ids: readonly string[];
  from: number;
  to: number;
  /** The tile was dropped and the request is in flight. */
  isLetGo: boolean;
}

/** The queue, reordered by drag handle or by arrow keys on it. */
export function WaitingQueue(props: WaitingQueueProps) {
  let grid!: HTMLDivElement;
  const [drag, setDrag] = createSignal<Drag | null>(null);
  const [announcement, setAnnouncement] = createSignal("");
  /** Moved by CSS order only: moving the element in the DOM would release the pointer capture. */
  const shown = createMemo(() => {
    const now = drag();
    if (!now) return null;
    return new Map(moveItem(now.ids, now.from, now.to).map((id, index) => [id, index]));
  });
  /** Positions of the tiles at the start of the drag. */
  let places: { x: number; y: number }[] = [];

  const measure = () => {
    places = [...grid.querySelectorAll("[data-job]")].map((tile) => {
      const box = tile.getBoundingClientRect();
      return { x: box.left + box.width / 2, y: box.top + box.height / 2 };
    });
  };
  const placeAt = (event: PointerEvent) => {
    const distances = places.map(({ x, y }) =>
      Math.hypot(event.clientX - x, (event.clientY - y) * 2),
    );
    return distances.indexOf(Math.min(...distances));
  };
  const idsNow = () => props.jobs.map((each) => each.id);
  const gripOf = (job: DownloadJob) =>
    grid.querySelector<HTMLElement>(`[data-job="${job.id}"] [data-grip]`);
  /** Show the new position at once, and keep it until the server's response contains it. */
  const go = async (job: DownloadJob, from: number, to: number) => {
    const ids = idsNow();
    const way = queueMoveFor(ids, from, to);
    if (!way) return setDrag(null);
    const hadFocus = document.activeElement === gripOf(job);
    setDrag({ id: job.id, ids, from, to, isLetGo: true });
    setAnnouncement(`${nameOf(job)}, now number ${to + 1} of ${props.jobs.length}`);
    await props.list.actions.queue(job, way);
    setDrag(null);
    // An element moved in the DOM loses the focus.
    if (hadFocus && document.activeElement === document.body) gripOf(job)?.focus();
  };
  /** The last move, until the list has it: the next key counts from there. */
  let moved: Promise<unknown> = Promise.resolve();
  const indexOf = (job: DownloadJob) => props.jobs.findIndex((each) => each.id === job.id);

  const begin = (event: PointerEvent & { currentTarget: HTMLElement }, job: DownloadJob) => {
    if (event.button !== 0 || drag()) return;
    event.stopPropagation();
    event.currentTarget.setPointerCapture(event.pointerId);
    measure();
    const at = indexOf(job);
    setDrag({ id: job.id, ids: idsNow(), from: at, to: at, isLetGo: false });
  };
  const follow = (event: PointerEvent) => {
    const now = drag();
    if (now && !now.isLetGo) setDrag({ ...now, to: placeAt(event) });
  };
  const end = (job: DownloadJob) => {
    const now = drag();
    if (now && !now.isLetGo) moved = go(job, now.from, now.to);
  };
  const byKey = (event: KeyboardEvent, job: DownloadJob) => {
    const target = () => indexForKey(event.key, indexOf(job), props.jobs.length);
    if (target() === null) return;
    event.preventDefault();
    event.stopPropagation();
    const step = async () => {
      await moved;
      const to = target();
      if (to !== null) await go(job, indexOf(job), to);
    };
    moved = step();
  };

  return (
    <>
      <div ref={grid} class={TILES}>
        <For each={props.jobs}>
          {(job) => (
            <div
              class="transition-opacity"
              classList={{ "opacity-50": drag()?.id === job.id && !drag()?.isLetGo }}
              style={{ order: shown()?.get(job.id) }}
            >
              <DownloadTile
                job={job}
                list={props.list}
                lead={
                  <button
                    type="button"
                    class="reach relative z-2 grid h-11 w-6 flex-none cursor-grab touch-none place-items-center rounded-chip text-faint hover:text-ink active:cursor-grabbing [&>svg]:size-4"
                    aria-label={`Move ${nameOf(job)}: arrow keys, Home and End`}
                    title="Drag to another position, or use the arrow keys"
                    disabled={!props.canOrder}
                    onPointerDown={(event) => begin(event, job)}
                    onPointerMove={follow}
                    onPointerUp={() => end(job)}
                    onPointerCancel={() => setDrag(null)}
                    data-grip
                    onKeyDown={(event) => byKey(event, job)}
                  >
                    <GripVertical aria-hidden="true" />
                  </button>
                }
              />
            </div>
          )}
        </For>
      </div>
      <p class="sr-only" aria-live="polite">
        {announcement()}
      </p>
    </>
  );
}
