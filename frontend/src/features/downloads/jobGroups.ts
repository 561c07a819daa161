/** Sections of the downloads page and their order. No I/O. */
import type { DownloadJob } from "../../api/types";
import { sectionOf } from "../../shared/downloads/jobState";

export interface JobGroups {
  now: DownloadJob[];
  waiting: DownloadJob[];
  paused: DownloadJob[];
  today: DownloadJob[];
  before: DownloadJob[];
  failed: DownloadJob[];
}

/** Sorted by start time: the order must not change with every progress update. */
const oldestFirst = (a: DownloadJob, b: DownloadJob) =>
  Date.parse(a.startedAt ?? a.createdAt) - Date.parse(b.startedAt ?? b.createdAt);

const byQueuePosition = (a: DownloadJob, b: DownloadJob) =>
  (a.queuePosition ?? Infinity) - (b.queuePosition ?? Infinity) || oldestFirst(a, b);

export function groupJobs(jobs: readonly DownloadJob[], now: Date): JobGroups {
  const groups: JobGroups = { now: [], waiting: [], paused: [], today: [], before: [], failed: [] };
  for (const job of jobs) {
    const place = sectionOf(job);
    if (place === "done") groups[isToday(job, now) ? "today" : "before"].push(job);
    else groups[place].push(job);
  }
  groups.now.sort(oldestFirst);
  groups.paused.sort(oldestFirst);
  groups.waiting.sort(byQueuePosition);
  return groups;
}

function isToday(job: DownloadJob, now: Date): boolean {
  const ended = job.completedAt ?? job.cancelledAt;
  return job.status === "completed" && ended !== null && isSameDay(new Date(ended), now);
}

const isSameDay = (a: Date, b: Date) => a.toDateString() === b.toDateString();

/** All jobs in the order of the page. */
export function displayOrder(groups: JobGroups): DownloadJob[] {
  const { now, waiting, paused, failed, today, before } = groups;
  return [...now, ...waiting, ...paused, ...failed, ...today, ...before];
}
