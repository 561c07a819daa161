/** Recent speed of each job: the server sends the current speed only. */
import { createStore, produce } from "solid-js/store";
import type { DownloadJob } from "../../api/types";

/** Two minutes at one sample every two seconds. */
const MAX_SAMPLES = 60;

const [histories, setCourses] = createStore<Record<string, number[]>>({});

/** Speeds of one job in bytes per second, oldest first. Tracks. */
export function speedHistoryOf(id: string): readonly number[] {
  return histories[id] ?? [];
}

/** The total of all jobs, under a key that is no job id. */
export const TOTAL = "total";

export function totalSpeed(jobs: readonly DownloadJob[]): number {
  return jobs.reduce((sum, job) => sum + job.downloadBytesPerS, 0);
}

/** Record one sample. Jobs that ended or left the list are dropped. */
export function recordSpeeds(jobs: readonly DownloadJob[]): void {
  const running = jobs.filter((job) => job.status === "downloading" || job.status === "stalled");
  const known = new Set(running.map((job) => job.id));
  setCourses(
    produce((all) => {
      const record = (id: string, rate: number) => {
        all[id] = [...(all[id] ?? []), rate].slice(-MAX_SAMPLES);
      };
      for (const id of Object.keys(all)) {
        if (id !== TOTAL && !known.has(id)) Reflect.deleteProperty(all, id);
      }
      for (const job of running) record(job.id, job.downloadBytesPerS);
      record(TOTAL, totalSpeed(jobs));
    }),
  );
}
