import type { DownloadJob } from "../../api/types";
import { formatBytes, formatShare } from "../../lib/format";
import { formatSpeed } from "../../lib/formatRates";
import { qualityOf } from "../../shared/downloads/jobName";
import { seedLimitText } from "../../shared/downloads/jobStatusText";

/** Size, destination and other notes. */
export function notesOf(job: DownloadJob): string[] {
  return [
    sizeText(job),
    qualityOf(job),
    job.status === "retrying" ? retryCountText(job.retryCount) : null,
    job.goesTo ? `Moves to ${job.goesTo}` : null,
    job.libraryItemId && job.status !== "completed" ? "Plays while downloading" : null,
    job.uploadBytesPerS > 0 ? `Upload ${formatSpeed(job.uploadBytesPerS)}` : null,
    job.isForced ? "Force started" : null,
    job.seeding && job.seeding.endedAt === null ? seedLimitText(job.seeding.rules) : null,
    job.owner ? job.owner.displayName : null,
  ].filter((note) => note !== null);
}

/** `count` is the number of failed attempts, without the pending one. */
function retryCountText(count: number): string | null {
  if (count === 0) return null;
  return count === 1 ? "Tried once" : `Tried ${count} times`;
}

function sizeText(job: DownloadJob): string {
  if (!job.bytesTotal)
    return job.bytesDownloaded > 0 ? formatBytes(job.bytesDownloaded) : "Size unknown";
  if (job.bytesDownloaded >= job.bytesTotal) return formatBytes(job.bytesTotal);
  return formatShare(job.bytesDownloaded, job.bytesTotal);
}
