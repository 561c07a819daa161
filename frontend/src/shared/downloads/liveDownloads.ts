/**
 * The list of downloads, kept true by one question every two seconds while something is on its way
 * and somebody looks. The question is what changed since; every so often the first page is looked
 * at whole, with its ETag, because places in the queue change without a change of the job.
 */
import { batch, createEffect, createMemo, createSignal, on, onCleanup, onMount } from "solid-js";
import { createStore, reconcile, unwrap } from "solid-js/store";
import { lookAtDownloads } from "../../api/downloads";
import type { DownloadJob } from "../../api/types";
import { downloadsChangedAt } from "./addDownload";
import { withChanges, withFirstPage, withMore, type JobFilter } from "./jobMerge";
import { isOpen, isSeeding } from "./jobStatusText";

const WHILE_OPEN_MS = 2_000;
const AT_REST_MS = 10_000;
/** After failures in a row; then as the last. */
const AGAIN_MS = [2_000, 4_000, 8_000, 15_000];
/** So often only changes are asked for before the first page is looked at whole again. */
const CHANGES_IN_A_ROW = 4;
/** Jobs on a page of the past: as many as the server gives. */
const MORE = 100;
const OPEN_STATES = ["active", "queued", "paused", "stalled"] as const;

interface LiveOptions {
  filter: () => JobFilter;
  /** Jobs on a page. */
  limit?: number;
  /** After every answer, whether it said something new or not. */
  onLook?: (jobs: readonly DownloadJob[]) => void;
}

export interface LiveDownloads {
  jobs: readonly DownloadJob[];
  /**
   * Goes up with every change of any job. Tracks: what is worked out from all of them follows this
   * and reads them untracked, because years of jobs have too many fields to follow each.
   */
  changes: () => number;
  isLoaded: () => boolean;
  /** The last question was not answered: this is how it was before. */
  isOld: () => boolean;
  /** Why nothing could be shown at all. */
  error: () => unknown;
  hasMore: () => boolean;
  isLoadingMore: () => boolean;
  loadMore: () => Promise<void>;
  /** Ask now, for the whole. */
  refresh: () => Promise<void>;
  /** What an action was answered with. */
  put: (jobs: readonly DownloadJob[]) => void;
  /** Off the list at once; the server says the same a moment later. */
  drop: (ids: readonly string[]) => void;
}

export function createLiveDownloads(options: LiveOptions): LiveDownloads {
  const limit = options.limit ?? 50;
  const [state, setState] = createStore<{ jobs: DownloadJob[] }>({ jobs: [] });
  const [isLoaded, setLoaded] = createSignal(false);
  const [isOld, setOld] = createSignal(false);
  const [error, setError] = createSignal<unknown>(null);
  const [cursor, setCursor] = createSignal<string | null>(null);
  const [isLoadingMore, setLoadingMore] = createSignal(false);

  /** Counts filters: an answer to a question of another filter is not taken. */
  let era = 0;
  let version = "";
  let firstTag: string | null = null;
  let changesTag: string | null = null;
  let sinceWhole = 0;
  /** Until the next look at the whole, which then takes the place of all that is held. */
  let isOutdated = false;
  let failures = 0;
  let timer = 0;
  let asking: Promise<void> | null = null;
  let isGone = false;

  const held = () => unwrap(state.jobs);
  const [changes, setChanges] = createSignal(0);
  const show = (jobs: DownloadJob[]) => {
    batch(() => {
      setState("jobs", reconcile(jobs, { key: "id" }));
      setChanges((times) => times + 1);
    });
  };
  const isMoving = () => held().some((job) => isOpen(job) || isSeeding(job));

  const lookWhole = async (asked: number) => {
    const filter = options.filter();
    const look = await lookAtDownloads({ ...filter, limit }, firstTag);
    if (asked !== era) return;
    sinceWhole = 0;
    if (look === null) return;
    const isFirst = isOutdated || !isLoaded();
    isOutdated = false;
    firstTag = look.tag;
    version = look.page.version;
    show(isFirst ? look.page.items : withFirstPage(held(), look.page, filter));
    // The end of what was read further down stays where it was.
    if (isFirst || held().length <= limit) setCursor(look.page.nextCursor);
    if (look.page.nextCursor !== null && !filter.state) await bringOpen(asked, isFirst);
  };

  /** What is not over belongs at the top, however long nothing was done to it. */
  const bringOpen = async (asked: number, isFirst: boolean) => {
    const filter = options.filter();
    for (const state of isFirst ? OPEN_STATES : (["queued"] as const)) {
      if (!isFirst && !held().some((job) => job.status === "queued")) return;
      let from: string | undefined;
      do {
        const look = await lookAtDownloads({ ...filter, state, limit: 100, cursor: from });
        if (look === null || asked !== era) return;
        show(withMore(held(), look.page.items, filter));
        from = look.page.nextCursor ?? undefined;
      } while (from !== undefined);
    }
  };

  const lookForChanges = async (asked: number) => {
    const filter = options.filter();
    const query = { scope: filter.scope, since: version, limit: 100 };
    const look = await lookAtDownloads(query, changesTag);
    if (asked !== era) return;
    sinceWhole += 1;
    if (look === null) return;
    if (look.page.isReset) {
      // More has left than an answer tells: nothing that is held counts any more.
      isOutdated = true;
      version = "";
      firstTag = changesTag = null;
      await lookWhole(asked);
      return;
    }
    const changed = [...look.page.items];
    // More than one answer holds. What changes meanwhile is newer than this version.
    let from = look.page.nextCursor;
    while (from !== null) {
      const more = await lookAtDownloads({ ...query, cursor: from });
      if (more === null || asked !== era) return;
      changed.push(...more.page.items);
      from = more.page.nextCursor;
    }
    changesTag = look.tag;
    version = look.page.version;
    show(withChanges(held(), changed, look.page.removedIds, filter));
  };

  const ask = async () => {
    const asked = era;
    const isDue = sinceWhole >= CHANGES_IN_A_ROW || version === "" || !isMoving();
    try {
      await (isLoaded() && !isDue ? lookForChanges(asked) : lookWhole(asked));
      if (asked !== era) return;
      failures = 0;
      setOld(false);
      setError(null);
      setLoaded(true);
      options.onLook?.(held());
    } catch (failure) {
      if (asked !== era) return;
      failures += 1;
      if (isLoaded()) setOld(true);
      else setError(() => failure);
    }
  };

  const schedule = () => {
    clearTimeout(timer);
    if (isGone || document.hidden) return;
    const wait =
      failures > 0
        ? (AGAIN_MS[failures - 1] ?? AT_REST_MS)
        : isMoving()
          ? WHILE_OPEN_MS
          : AT_REST_MS;
    timer = window.setTimeout(() => void refresh(), wait);
  };

  const refresh = async () => {
    clearTimeout(timer);
    asking ??= ask().finally(() => {
      asking = null;
    });
    await asking;
    schedule();
  };

  const startOver = () => {
    era += 1;
    version = "";
    firstTag = changesTag = null;
    setLoaded(false);
    asking = null;
    void refresh();
  };

  const loadMore = async () => {
    const from = cursor();
    if (from === null || isLoadingMore()) return;
    const asked = era;
    const filter = options.filter();
    setLoadingMore(true);
    try {
      const look = await lookAtDownloads({ ...filter, limit: MORE, cursor: from });
      if (look === null || asked !== era) return;
      show(withMore(held(), look.page.items, filter));
      setCursor(look.page.nextCursor);
    } catch {
      setOld(true);
    } finally {
      setLoadingMore(false);
    }
  };

  /** Somebody did something: the answer of a question asked before it is not the newest. */
  const askAnew = async () => {
    await asking;
    sinceWhole = CHANGES_IN_A_ROW;
    await refresh();
  };

  // The address changes for other reasons, too: only another filter starts over.
  const asksFor = createMemo(() => JSON.stringify(options.filter()));
  createEffect(on(asksFor, startOver));
  createEffect(on(downloadsChangedAt, () => void askAnew(), { defer: true }));
  onMount(() => {
    const onShow = () => {
      if (document.hidden) clearTimeout(timer);
      else void refresh();
    };
    const onOnline = () => void refresh();
    document.addEventListener("visibilitychange", onShow);
    addEventListener("online", onOnline);
    onCleanup(() => {
      isGone = true;
      era += 1;
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", onShow);
      removeEventListener("online", onOnline);
    });
  });

  return {
    get jobs() {
      return state.jobs;
    },
    changes,
    isLoaded,
    isOld,
    error,
    hasMore: () => cursor() !== null,
    isLoadingMore,
    loadMore,
    refresh: askAnew,
    put: (jobs) => show(withChanges(held(), jobs, [], options.filter())),
    drop: (ids) => show(held().filter((job) => !ids.includes(job.id))),
  };
}
