/** Events and details of the job in the open panel, refreshed while it is open. */
import { createEffect, createMemo, createSignal, on, onCleanup } from "solid-js";
import { createStore, reconcile, unwrap } from "solid-js/store";
import { getDownloadDetails, listDownloadEvents, MAX_EVENTS } from "../../api/downloads";
import type { DownloadDetails, DownloadEvent, DownloadJob } from "../../api/types";
import { isOpen, isSeeding } from "../../shared/downloads/jobState";

const DETAILS_INTERVAL_MS = 2_500;
const EVENTS_INTERVAL_MS = 4_000;

/** Calls `work` at once and then at an interval while the tab is visible. */
function repeat(
  key: () => string,
  everyMs: () => number | null,
  work: (isOver: () => boolean) => Promise<void>,
): void {
  const trackedKey = createMemo(key);
  createEffect(
    on(trackedKey, () => {
      let timer = 0;
      let isOver = false;
      const again = async () => {
        if (!document.hidden) await work(() => isOver);
        if (isOver) return; // the panel may have closed: request nothing more for its job
        const wait = everyMs();
        if (wait !== null) timer = window.setTimeout(() => void again(), wait);
      };
      void again();
      onCleanup(() => {
        isOver = true;
        clearTimeout(timer);
      });
    }),
  );
}

/** Oldest first; each request asks for events after the last one. */
export function createEventLog(job: () => DownloadJob) {
  const [events, setEvents] = createStore<DownloadEvent[]>([]);
  const [isLoaded, setLoaded] = createSignal(false);
  const [failed, setFailed] = createSignal(false);
  let of = "";

  const look = async () => {
    const id = job().id;
    if (of !== id) {
      of = id;
      setEvents([]);
      setLoaded(false);
    }
    try {
      for (;;) {
        const after = unwrap(events).at(-1)?.createdAt;
        const more = await listDownloadEvents(id, after);
        if (of !== id) return;
        const known = new Set(unwrap(events).map((event) => event.id));
        const fresh = more.filter((event) => !known.has(event.id));
        if (fresh.length > 0) setEvents([...unwrap(events), ...fresh]);
        if (more.length < MAX_EVENTS || fresh.length === 0) break;
      }
      setLoaded(true);
      setFailed(false);
    } catch {
      setFailed(true);
    }
  };
  // A status change adds an event: refetch on changes and while the job runs.
  repeat(
    () => [job().id, job().status, job().detail, job().isPaused].join(),
    () => (isOpen(job()) || isSeeding(job()) || failed() ? EVENTS_INTERVAL_MS : null),
    look,
  );
  return { events, isLoaded, failed };
}

/** Files, peers, trackers and pieces. The worker records them only while they are requested. */
export function createDetails(job: () => DownloadJob) {
  const [state, setState] = createStore<{ now: DownloadDetails | null }>({ now: null });
  const [failed, setFailed] = createSignal(false);

  const look = async (isOver: () => boolean) => {
    try {
      const found = await getDownloadDetails(job().id);
      if (isOver()) return;
      setState("now", reconcile(found, { key: "index" }));
      setFailed(false);
    } catch {
      if (!isOver()) setFailed(true);
    }
  };
  repeat(
    () => `${job().id} ${job().status} ${job().hasWorker}`,
    () => (job().hasWorker || failed() ? DETAILS_INTERVAL_MS : null),
    look,
  );
  return {
    details: () => (state.now?.jobId === job().id ? state.now : null),
    failed,
    /** Apply the response of a change. */
    put: (found: DownloadDetails) => setState("now", reconcile(found, { key: "index" })),
  };
}
