/** Texts about free sources and downloads from them. No I/O. */
import type { DownloadJob, FreeSource } from "../../api/types";
import { formatLeft, pluralize } from "../../lib/format";
import { isOpen, progressOf } from "./jobState";

/** `about 6 minutes`; null when nothing is known. */
export function durationText(source: FreeSource): string | null {
  if (source.seconds === null) return null;
  return `about ${pluralize(Math.max(1, Math.round(source.seconds / 60)), "minute")}`;
}

/** `Plays in about 6 minutes`. */
export function waitText(source: FreeSource): string {
  const wait = durationText(source);
  return wait === null ? "Plays as soon as it is here" : `Plays in ${wait}`;
}

/** The description of a source in the list. */
export const KIND_TEXT: Record<FreeSource["kind"], string> = {
  archive_item: "The file that browsers play is chosen by itself",
  direct: "One file, straight from the publisher's server",
  torrent: "Shared by peers",
  page: "Opens a website, where it can be downloaded",
};

/** The button's text while a download runs; null when none does. */
export function progressText(job: DownloadJob): string | null {
  if (job.status === "completed") return job.libraryItemId === null ? "Importing" : null;
  if (!isOpen(job)) return null;
  if (job.isPaused) return "Paused";
  if (job.status === "queued" || job.bytesTotal === 0) return "Starting";
  return `Downloading ${Math.floor(progressOf(job))} %`;
}

/** The line below the button: the progress, or the error. */
export function jobText(job: DownloadJob): string {
  if (job.status === "completed") return "Downloaded. It plays in a moment";
  if (job.status === "failed") return job.errorMessage || "The download failed";
  if (job.errorMessage !== "") {
    return job.status === "retrying" ? `${job.errorMessage} Trying again` : job.errorMessage;
  }
  if (job.etaSeconds !== null) return `${formatLeft(job.etaSeconds)}, then it plays`;
  return "Plays as soon as it is here";
}
