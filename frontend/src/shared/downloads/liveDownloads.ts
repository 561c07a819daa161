/**
 * The list of downloads, polled every two seconds while jobs are active and the tab is visible.
 * A poll asks for the changes since the last one; at intervals it requests the full first page with
 * its ETag, because queue positions change without a change of the job.
 */
import { batch, createEffect, createMemo, createSignal, on, onCleanup, onMount } from "solid-js";
import { createStore, reconcile, unwrap } from "solid-js/store";
import { isConnected } from "../../api/serverConnection";
import { fetchDownloads } from "../../api/downloads";
import type { DownloadJob } from "../../api/types";
import { downloadsChangedAt } from "./downloadChanges";
import { applyChanges, mergeFirstPage, appendPage, type JobFilter } from "./jobMerge";
import { isOpen, isSeeding } from "./jobState";

const ACTIVE_INTERVAL_MS = 2_000;
const IDLE_INTERVAL_MS = 10_000;
/** Delays after consecutive failures; the last one repeats. */
const RETRY_DELAYS_MS = [2_000, 4_000, 8_000, 15_000];
/** Number of change polls between two requests of the full first page. */
const MAX_DELTA_POLLS = 4;
/** Page size of ended jobs: the server's limit. */
const OLDER_PAGE_SIZE = 100;
const OPEN_STATES = ["active", "queued", "paused", "stalled"] as const;

interface LiveDownloadsOptions {
  filter: () => JobFilter;
  /** Page size. */
  limit?: number;
  /** Called after every response. */
  onUpdate?: (jobs: readonly DownloadJob[]) => void;
}

export interface LiveDownloads {
  jobs: readonly DownloadJob[];
  /**
   * Increments with every change of any job. Tracks: derived values depend on this signal and read
   * the jobs untracked, because thousands of jobs have too many fields to track each.
   */
  revision: () => number;
  isLoaded: () => boolean;
  /** The last request failed: the list shows an earlier state. */
  isStale: () => boolean;
  /** Why the first request failed. */
  error: () => unknown;
  hasMore: () => boolean;
  isLoadingMore: () => boolean;
  loadMore: () => Promise<void>;
  /** Request the full first page now. */
  refresh: () => Promise<void>;
  /** Jobs from the response of a command. */
  upsert: (jobs: readonly DownloadJob[]) => void;
  /** Remove from the list before the server confirms it. */
  remove: (ids: readonly string[]) => void;
}

export function createLiveDownloads(options: LiveDownloadsOptions): LiveDownloads {
  const limit = options.limit ?? 50;
  const [state, setState] = createStore<{ jobs: DownloadJob[] }>({ jobs: [] });
  const [isLoaded, setLoaded] = createSignal(false);
  const [isOld, setOld] = createSignal(false);
  const [error, setError] = createSignal<unknown>(null);
  const [cursor, setCursor] = createSignal<string | null>(null);
  const [isLoadingMore, setLoadingMore] = createSignal(false);

  /** Counts filter changes: a response for an earlier filter is ignored. */
  let generation = 0;
  let version = "";
  let firstPageEtag: string | null = null;
  let changesEtag: string | null = null;
  let deltaPolls = 0;
  /** The next full response replaces every known job. */
  let needsFullReload = false;
  let failures = 0;
  let timer = 0;
  let pendingPoll: Promise<void> | null = null;
  let isDisposed = false;

  const currentJobs = () => unwrap(state.jobs);
  const [changes, setChanges] = createSignal(0);
  const setJobs = (jobs: DownloadJob[]) => {
    batch(() => {
      setState("jobs", reconcile(jobs, { key: "id" }));
      setChanges((times) => times + 1);
    });
  };
  const hasActiveJobs = () => currentJobs().some((job) => isOpen(job) || isSeeding(job));

  const fetchFirstPage = async (requestGeneration: number) => {
    const filter = options.filter();
    const response = await fetchDownloads({ ...filter, limit }, firstPageEtag);
    if (requestGeneration !== generation) return;
    deltaPolls = 0;
    if (response === null) return;
    const isFirst = needsFullReload || !isLoaded();
    needsFullReload = false;
    firstPageEtag = response.etag;
    version = response.page.version;
    setJobs(isFirst ? response.page.items : mergeFirstPage(currentJobs(), response.page, filter));
    // The cursor of the older pages stays valid.
    if (isFirst || currentJobs().length <= limit) setCursor(response.page.nextCursor);
    if (response.page.nextCursor !== null && !filter.state)
      await fetchOpenJobs(requestGeneration, isFirst);
  };

  /** Fetch open jobs beyond the first page: they are shown at the top. */
  const fetchOpenJobs = async (requestGeneration: number, isFirst: boolean) => {
    const filter = options.filter();
    for (const state of isFirst ? OPEN_STATES : (["queued"] as const)) {
      if (!isFirst && !currentJobs().some((job) => job.status === "queued")) return;
      let from: string | undefined;
      do {
        const response = await fetchDownloads({ ...filter, state, limit: 100, cursor: from });
        if (response === null || requestGeneration !== generation) return;
        setJobs(appendPage(currentJobs(), response.page.items, filter));
        from = response.page.nextCursor ?? undefined;
      } while (from !== undefined);
    }
  };

  const fetchChanges = async (requestGeneration: number) => {
    const filter = options.filter();
    const query = { scope: filter.scope, since: version, limit: 100 };
    const response = await fetchDownloads(query, changesEtag);
    if (requestGeneration !== generation) return;
    deltaPolls += 1;
    if (response === null) return;
    if (response.page.isReset) {
      // More jobs were removed than one response lists: discard the known jobs.
      needsFullReload = true;
      version = "";
      firstPageEtag = changesEtag = null;
      await fetchFirstPage(requestGeneration);
      return;
    }
    const changed = [...response.page.items];
    // More changes than one response holds. Later changes have a newer version than this one.
    let from = response.page.nextCursor;
    while (from !== null) {
      const more = await fetchDownloads({ ...query, cursor: from });
      if (more === null || requestGeneration !== generation) return;
      changed.push(...more.page.items);
      from = more.page.nextCursor;
    }
    changesEtag = response.etag;
    version = response.page.version;
    setJobs(applyChanges(currentJobs(), changed, response.page.removedIds, filter));
  };

  const poll = async () => {
    const requestGeneration = generation;
    const isDue = deltaPolls >= MAX_DELTA_POLLS || version === "" || !hasActiveJobs();
    try {
      await (isLoaded() && !isDue
        ? fetchChanges(requestGeneration)
        : fetchFirstPage(requestGeneration));
      if (requestGeneration !== generation) return;
      failures = 0;
      setOld(false);
      setError(null);
      setLoaded(true);
      options.onUpdate?.(currentJobs());
    } catch (failure) {
      if (requestGeneration !== generation) return;
      failures += 1;
      if (isLoaded()) setOld(true);
      else setError(() => failure);
    }
  };

  const schedule = () => {
    clearTimeout(timer);
    if (isDisposed || document.hidden) return;
    const wait =
      failures > 0
        ? (RETRY_DELAYS_MS[failures - 1] ?? IDLE_INTERVAL_MS)
        : hasActiveJobs()
          ? ACTIVE_INTERVAL_MS
          : IDLE_INTERVAL_MS;
    timer = window.setTimeout(() => void refresh(), wait);
  };

  const refresh = async () => {
    clearTimeout(timer);
    pendingPoll ??= poll().finally(() => {
      pendingPoll = null;
    });
    await pendingPoll;
    schedule();
  };

  const startOver = () => {
    generation += 1;
    version = "";
    firstPageEtag = changesEtag = null;
    setLoaded(false);
    pendingPoll = null;
    void refresh();
  };

  const loadMore = async () => {
    const from = cursor();
    if (from === null || isLoadingMore()) return;
    const requestGeneration = generation;
    const filter = options.filter();
    setLoadingMore(true);
    try {
      const response = await fetchDownloads({ ...filter, limit: OLDER_PAGE_SIZE, cursor: from });
      if (response === null || requestGeneration !== generation) return;
      setJobs(appendPage(currentJobs(), response.page.items, filter));
      setCursor(response.page.nextCursor);
    } catch {
      setOld(true);
    } finally {
      setLoadingMore(false);
    }
  };

  /** After a command: a response requested before it is out of date. */
  const refreshNow = async () => {
    await pendingPoll;
    deltaPolls = MAX_DELTA_POLLS;
    await refresh();
  };

  // The URL changes for other reasons, too: only another filter restarts the list.
  const asksFor = createMemo(() => JSON.stringify(options.filter()));
  createEffect(on(asksFor, startOver));
  createEffect(on(downloadsChangedAt, () => void refreshNow(), { defer: true }));
  onMount(() => {
    const onShow = () => {
      if (document.hidden) clearTimeout(timer);
      else void refresh();
    };
    const onOnline = () => void refresh();
    document.addEventListener("visibilitychange", onShow);
    addEventListener("online", onOnline);
    onCleanup(() => {
      isDisposed = true;
      generation += 1;
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", onShow);
      removeEventListener("online", onOnline);
    });
  });

  return {
    get jobs() {
      return state.jobs;
    },
    revision: changes,
    isLoaded,
    isStale: () => isOld() || !isConnected(),
    error,
    hasMore: () => cursor() !== null,
    isLoadingMore,
    loadMore,
    refresh: refreshNow,
    upsert: (jobs) => setJobs(applyChanges(currentJobs(), jobs, [], options.filter())),
    remove: (ids) => setJobs(currentJobs().filter((job) => !ids.includes(job.id))),
  };
}
