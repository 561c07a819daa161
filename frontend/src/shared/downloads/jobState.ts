/** Classifies job states. No I/O. */
import type { DownloadJob, DownloadStatus } from "../../api/types";

/** The section of the downloads page a job belongs to. */
export type JobSection = "now" | "waiting" | "paused" | "done" | "failed";

export const SECTIONS: Record<DownloadStatus, JobSection> = {
  queued: "waiting",
  preparing: "now",
  downloading: "now",
  stalled: "now",
  retrying: "now",
  completed: "done",
  failed: "failed",
  cancelled: "done",
};

export function sectionOf(job: DownloadJob): JobSection {
  const place = SECTIONS[job.status];
  return isOpenSection(place) && job.isPaused ? "paused" : place;
}

const isOpenSection = (place: JobSection) =>
  place === "now" || place === "waiting" || place === "paused";

/** Whether the job has not ended: it can be paused and cancelled. */
export function isOpen(job: DownloadJob): boolean {
  return isOpenSection(SECTIONS[job.status]);
}

/** Whether the job cannot proceed at the moment: shown in amber. */
export function hasProblem(job: DownloadJob): boolean {
  return !job.isPaused && (job.status === "stalled" || job.status === "retrying");
}

/** Whether data is being received. */
export function isTransferring(job: DownloadJob): boolean {
  return job.status === "downloading" && job.detail !== "checking" && !job.isPaused;
}

/** Whether the job is complete and uploads to others. */
export function isSeeding(job: DownloadJob): boolean {
  return job.status === "completed" && job.seeding !== null && job.seeding.endedAt === null;
}

/** Progress in percent, with the precision of the byte count. */
export function progressOf(job: DownloadJob): number {
  if (job.status === "completed") return 100;
  if (job.bytesTotal <= 0) return job.progressPercent;
  const fine = (job.bytesDownloaded / job.bytesTotal) * 100;
  // The server's percentage is whole and never decreases; the byte count adds the fraction.
  return Math.min(100, Math.max(job.progressPercent, Math.min(fine, job.progressPercent + 1)));
}
