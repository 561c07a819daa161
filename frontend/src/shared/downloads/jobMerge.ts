/** Merges server responses into one list. Every function returns a new list. */
import type { DownloadJob, DownloadPage, DownloadScope, DownloadListState } from "../../api/types";
import { isOpen, isSeeding } from "./jobState";

/** Filters of the job list. */
export interface JobFilter {
  state?: DownloadListState;
  category?: string;
  /** A substring of the title. */
  q?: string;
  scope: DownloadScope;
}

const IS_IN_STATE: Record<DownloadListState, (job: DownloadJob) => boolean> = {
  active: (job) => !job.isPaused && (job.status === "preparing" || job.status === "downloading"),
  queued: (job) => !job.isPaused && (job.status === "queued" || job.status === "retrying"),
  paused: (job) => job.isPaused && isOpen(job),
  stalled: (job) => !job.isPaused && job.status === "stalled",
  completed: (job) => job.status === "completed",
  failed: (job) => job.status === "failed",
  cancelled: (job) => job.status === "cancelled",
  seeding: isSeeding,
};

/** The server's filter, applied to changes, which arrive unfiltered so that a job can leave the list. */
export function matchesFilter(job: DownloadJob, filter: JobFilter): boolean {
  if (job.removedAt !== null) return false;
  if (filter.state && !IS_IN_STATE[filter.state](job)) return false;
  if (filter.category && job.category?.id !== filter.category) return false;
  return !filter.q || job.title.toLowerCase().includes(filter.q.toLowerCase());
}

type Jobs = readonly DownloadJob[];

/** Parses each timestamp once: there may be thousands of jobs. */
function newestFirst(jobs: Iterable<DownloadJob>): DownloadJob[] {
  return [...jobs]
    .map((job) => ({ job, at: Date.parse(job.updatedAt) }))
    .sort((a, b) => b.at - a.at || (a.job.id < b.job.id ? -1 : 1))
    .map(({ job }) => job);
}

function byId(jobs: Jobs): Map<string, DownloadJob> {
  return new Map(jobs.map((job) => [job.id, job]));
}

/** Ignores an older state of a job: responses may arrive out of order. */
function putIfNewer(into: Map<string, DownloadJob>, job: DownloadJob): void {
  const had = into.get(job.id);
  if (!had || Date.parse(job.updatedAt) >= Date.parse(had.updatedAt)) into.set(job.id, job);
}

/** Applies a response to `since`: changed and removed jobs. */
export function applyChanges(
  known: Jobs,
  changed: Jobs,
  removed: readonly string[],
  filter: JobFilter,
): DownloadJob[] {
  const all = byId(known);
  for (const job of changed) putIfNewer(all, job);
  for (const id of removed) all.delete(id);
  return newestFirst([...all.values()].filter((job) => matchesFilter(job, filter)));
}

/**
 * Merge a response for the first page. Jobs missing from it have left the list; jobs beyond its
 * end stay unchanged.
 */
export function mergeFirstPage(known: Jobs, page: DownloadPage, filter: JobFilter): DownloadJob[] {
  const all = byId(page.items);
  const last = page.items.at(-1);
  if (page.nextCursor !== null && last) {
    const end = Date.parse(last.updatedAt);
    for (const job of known) {
      if (!all.has(job.id) && Date.parse(job.updatedAt) <= end) all.set(job.id, job);
    }
  }
  return newestFirst([...all.values()].filter((job) => matchesFilter(job, filter)));
}

/** Appends a page of older jobs. */
export function appendPage(known: Jobs, more: Jobs, filter: JobFilter): DownloadJob[] {
  return applyChanges(known, more, [], filter);
}
