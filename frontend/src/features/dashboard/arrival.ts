import type { DownloadJob } from "../../api/types";
import { formatLeft } from "../../lib/format";

/** Waiting for something that may not come by itself. */
export function isStuck(job: DownloadJob): boolean {
  return job.status === "stalled" || job.reason !== null || job.nextRetryAt !== null;
}

/** Where a job is, in a sentence. What the server says comes first; it knows more. */
export function arrivalLine(job: DownloadJob): string {
  if (job.etaSeconds !== null && job.etaSeconds > 0 && !isStuck(job)) {
    return `${formatLeft(job.etaSeconds)}, then it sorts itself in`;
  }
  if (job.detail) return job.detail;
  if (job.queuePosition !== null && job.queuePosition > 0) {
    return job.queuePosition === 1 ? "Next in line" : `Number ${job.queuePosition} in line`;
  }
  return "On its way";
}
