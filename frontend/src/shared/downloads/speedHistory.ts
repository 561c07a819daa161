/** How fast each job has been lately: the server tells only the present, so the page remembers. */
import { createStore, produce } from "solid-js/store";
import type { DownloadJob } from "../../api/types";

/** Two minutes at one look every two seconds. */
const SAMPLES = 60;

const [courses, setCourses] = createStore<Record<string, number[]>>({});

/** The course of one job in bytes a second, oldest first. Tracks. */
export function courseOf(id: string): readonly number[] {
  return courses[id] ?? [];
}

/** All jobs together, under a name no job can have. */
export const TOTAL = "total";

export function totalRate(jobs: readonly DownloadJob[]): number {
  return jobs.reduce((sum, job) => sum + job.downloadBytesPerS, 0);
}

/** Take one look. Jobs that have come to their end, or left, are forgotten. */
export function recordRates(jobs: readonly DownloadJob[]): void {
  const running = jobs.filter((job) => job.status === "downloading" || job.status === "stalled");
  const known = new Set(running.map((job) => job.id));
  setCourses(
    produce((all) => {
      const record = (id: string, rate: number) => {
        all[id] = [...(all[id] ?? []), rate].slice(-SAMPLES);
      };
      for (const id of Object.keys(all)) {
        if (id !== TOTAL && !known.has(id)) Reflect.deleteProperty(all, id);
      }
      for (const job of running) record(job.id, job.downloadBytesPerS);
      record(TOTAL, totalRate(jobs));
    }),
  );
}
