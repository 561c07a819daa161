import GripVertical from "lucide-solid/icons/grip-vertical";
import { createMemo, createSignal, For } from "solid-js";
import type { DownloadJob } from "../../api/types";
import { nameOf } from "../../media/jobWords";
import { DownloadTile, TILES } from "./DownloadTile";
import type { Board } from "./JobFrame";
import { moved, placeByKey, wayFrom } from "./ordering";

interface WaitingQueueProps {
  /** In their order. */
  jobs: readonly DownloadJob[];
  board: Board;
  /** Several people's queues are one: only the whole can be ordered. */
  canOrder: boolean;
}

/** What waits for a place: drawn by the grip, or moved by the arrow keys on it. */
export function WaitingQueue(props: WaitingQueueProps) {
  let grid!: HTMLDivElement;
  const [drawn, setDrawn] = createSignal<{ id: string; from: number; to: number } | null>(null);
  const [said, setSaid] = createSignal("");
  /** Only shown elsewhere: a tile that is moved in the page would lose the finger that holds it. */
  const shown = createMemo(() => {
    const now = drawn();
    const ids = props.jobs.map((job) => job.id);
    const order = now ? moved(ids, now.from, now.to) : ids;
    return new Map(order.map((id, index) => [id, index]));
  });
  /** Where the places of the queue lie, as they did when the tile was taken. */
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
  const go = (job: DownloadJob, from: number, to: number) => {
    const way = wayFrom(from, to, props.jobs.length);
    if (!way) return;
    setSaid(`${nameOf(job)}, now number ${to + 1} of ${props.jobs.length}`);
    void props.board.actions.queue(job, way.to, way.times);
  };
  const indexOf = (job: DownloadJob) => props.jobs.findIndex((each) => each.id === job.id);

  const begin = (event: PointerEvent & { currentTarget: HTMLElement }, job: DownloadJob) => {
    if (event.button !== 0) return;
    event.stopPropagation();
    event.currentTarget.setPointerCapture(event.pointerId);
    measure();
    setDrawn({ id: job.id, from: indexOf(job), to: indexOf(job) });
  };
  const follow = (event: PointerEvent) => {
    const now = drawn();
    if (now) setDrawn({ ...now, to: placeAt(event) });
  };
  const end = (job: DownloadJob) => {
    const now = drawn();
    setDrawn(null);
    if (now) go(job, now.from, now.to);
  };
  const byKey = (event: KeyboardEvent, job: DownloadJob) => {
    const from = indexOf(job);
    const to = placeByKey(event.key, from, props.jobs.length);
    if (to === null) return;
    event.preventDefault();
    event.stopPropagation();
    go(job, from, to);
  };

  return (
    <>
      <div ref={grid} class={TILES}>
        <For each={props.jobs}>
          {(job) => (
            <div
              class="transition-opacity"
              classList={{ "opacity-50": drawn()?.id === job.id }}
              style={{ order: drawn() ? shown().get(job.id) : undefined }}
            >
              <DownloadTile
                job={job}
                board={props.board}
                lead={
                  <button
                    type="button"
                    class="relative z-2 grid h-11 w-6 flex-none cursor-grab touch-none place-items-center rounded-chip text-faint hover:text-ink active:cursor-grabbing [&>svg]:size-4"
                    aria-label={`Move ${nameOf(job)}: arrow keys, Home and End`}
                    title="Draw to another place, or use the arrow keys"
                    disabled={!props.canOrder}
                    onPointerDown={(event) => begin(event, job)}
                    onPointerMove={follow}
                    onPointerUp={() => end(job)}
                    onPointerCancel={() => setDrawn(null)}
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
        {said()}
      </p>
    </>
  );
}
