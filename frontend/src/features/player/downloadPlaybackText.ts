/** What is said over a film that is still downloading. No I/O. */
import type { DownloadJob } from "../../api/types";
import { formatLeft } from "../../lib/format";
import { isOpen, isTransferring } from "../../shared/downloads/jobState";
import { statusSentence } from "../../shared/downloads/jobStatusText";

/** How far the download is: the line below the title. */
export function arrivalText(job: DownloadJob, now: Date): string {
  if (!isOpen(job)) return statusSentence(job, now);
  const left = job.etaSeconds === null ? "" : `, ${formatLeft(job.etaSeconds)}`;
  return `Still downloading: ${job.progressPercent} %${left}`;
}

/** What a picture that does not come is waiting for. */
export function waitText(job: DownloadJob, now: Date): string {
  return isTransferring(job) ? "Waiting for this part to download" : statusSentence(job, now);
}
