/** How fast each job has been lately: the server tells only the present, so the page remembers. */
import { createStore } from "solid-js/store";
import type { DownloadJob } from "../../api/types";

/** Two minutes at one look every two seconds. */
const SAMPLES = 60;

const [courses, setCourses] = createStore<Record<string, number[]>>({});

/** The course of one job in megabits a second, oldest first. Tracks. */
export function courseOf(id: string): readonly number[] {
  return courses[id] ?? [];
}

/** All jobs together, under a name no job can have. */
export const TOTAL = "total";

export function totalRate(jobs: readonly DownloadJob[]): number {
  return jobs.reduce((sum, job) => sum + job.downloadSpeedMbps, 0);
}

/** Take one look. Jobs that have come to their end are forgotten with the next one. */
export function recordRates(jobs: readonly DownloadJob[]): void {
  for (const job of jobs) {
    if (job.status === "downloading" || job.status === "stalled") {
      record(job.id, job.downloadSpeedMbps);
    }
  }
  record(TOTAL, totalRate(jobs));
}

function record(id: string, rate: number): void {
  setCourses(id, (before = []) => [...before, rate].slice(-SAMPLES));
}
