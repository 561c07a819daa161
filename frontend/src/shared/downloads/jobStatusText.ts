/** Status text of a job. No clock: the current time is a parameter. */
import type { DownloadJob, DownloadStatus, SeedRules } from "../../api/types";
import { formatBytes, formatDuration, formatLeft, formatMinutes } from "../../lib/format";
import { formatMoment } from "../../lib/formatDates";
import { formatSpeed } from "../../lib/formatRates";
import { isOpen, isSeeding, SECTIONS } from "./jobState";

export type Emphasis = "plain" | "strong" | "warn" | "bad";

export interface StatusText {
  text: string;
  emphasis: Emphasis;
}

export const plain = (text: string): StatusText => ({ text, emphasis: "plain" });
export const strong = (text: string): StatusText => ({ text, emphasis: "strong" });
const warn = (text: string): StatusText => ({ text, emphasis: "warn" });

/** Facts about the server that the text of a job depends on. */
export interface StatusContext {
  /** Free space on the download disk. */
  freeBytes?: number | null;
  /** No worker is running. */
  hasNoWorker?: boolean;
}

const STATUS_TEXT: Record<
  DownloadStatus,
  (job: DownloadJob, now: Date, around: StatusContext) => StatusText[]
> = {
  queued: (job) => [plain(queueText(job))],
  preparing: (job) => {
    const text = DETAIL_TEXT[job.detail]?.(job);
    return text ?? [plain(job.sourceType === "magnet" ? "Looking for peers" : "Preparing")];
  },
  downloading: (job) => DETAIL_TEXT[job.detail]?.(job) ?? downloadingText(job),
  stalled: (job, _now, around) => waitingText(job, around) ?? stalledText(job),
  retrying: (job, now) => [
    warn(job.errorMessage || "The download failed."),
    plain(retryText(job, now)),
  ],
  completed: (job) => {
    const where = job.libraryItemId ? "In your library" : "Downloaded, importing";
    const giving = seedingText(job);
    return giving === null ? [plain(where)] : [plain(`${where},`), strong(giving)];
  },
  failed: (job) => [{ text: job.errorMessage || "The download failed.", emphasis: "bad" }],
  cancelled: (job, now) => [
    plain(
      job.cancelledAt ? `Cancelled ${formatMoment(new Date(job.cancelledAt), now)}` : "Cancelled",
    ),
  ],
};

/** Text for the detailed states the server reports. */
const DETAIL_TEXT: Partial<Record<string, (job: DownloadJob) => StatusText[]>> = {
  fetching_metadata: () => [plain("Fetching metadata")],
  connecting: () => [plain("Connecting")],
  checking: (job) => {
    const isWhole = job.bytesTotal > 0 && job.bytesDownloaded >= job.bytesTotal;
    return [plain(isWhole ? "Downloaded." : "Interrupted earlier."), strong("Checking pieces")];
  },
  allocating: () => [plain("Reserving disk space")],
  moving: (job) => [
    plain("Downloaded."),
    strong(job.goesTo ? `Moving to ${job.goesTo}` : "Moving to its folder"),
  ],
  finishing: () => [plain("Downloaded."), strong("Writing to disk")],
};

export function statusTextOf(
  job: DownloadJob,
  now: Date,
  around: StatusContext = {},
): StatusText[] {
  if (job.isPaused && isOpen(job)) return pausedText(job);
  if (around.hasNoWorker && SECTIONS[job.status] === "now") {
    return [warn("No worker is running."), plain("Resumes by itself once one is back")];
  }
  return STATUS_TEXT[job.status](job, now, around);
}

export function statusSentence(job: DownloadJob, now: Date, around: StatusContext = {}): string {
  return statusTextOf(job, now, around)
    .map((part) => part.text)
    .join(" ");
}

function pausedText(job: DownloadJob): StatusText[] {
  if (job.hasWorker) return [plain("Pausing")];
  return [plain(job.startedAt ? "Paused. What is downloaded is kept" : "Paused before it started")];
}

function queueText(job: DownloadJob): string {
  if (job.isForced) return "Starts now";
  if (!job.queuePosition) return "Queued";
  return job.queuePosition === 1 ? "Next in the queue" : `Number ${job.queuePosition} in the queue`;
}

function downloadingText(job: DownloadJob): StatusText[] {
  const from = job.peers > 0 ? `Downloading from ${job.peers} of ${peersText(job)}` : "Downloading";
  if (job.etaSeconds === null) return [plain(from)];
  return [plain(`${from},`), strong(formatLeft(job.etaSeconds))];
}

function peersText(job: DownloadJob): string {
  const known = Math.max(job.peers, job.peersKnown);
  return known === 1 ? "1 peer" : `${known} peers`;
}

function waitingText(job: DownloadJob, around: StatusContext): StatusText[] | null {
  if (job.detail === "waiting_for_space") {
    const text = spaceText(job, around.freeBytes ?? null);
    return [warn(text), plain("Free some space, and it resumes by itself")];
  }
  if (job.detail === "waiting_for_interface") {
    const text = job.errorMessage || "The network interface is down.";
    return [warn(text), plain("Resumes by itself once it is back")];
  }
  return null;
}

function spaceText(job: DownloadJob, freeBytes: number | null): string {
  const needed = job.bytesTotal - job.bytesDownloaded;
  const isReserved = freeBytes !== null && freeBytes >= needed; // some of it is kept free
  const facts = [
    needed > 0
      ? `needs ${formatBytes(needed)}${isReserved ? " and the minimum free space" : ""}`
      : null,
    freeBytes === null ? null : `${formatBytes(freeBytes)} free`,
  ].filter((fact) => fact !== null);
  return facts.length === 0
    ? "Waiting for disk space."
    : `Waiting for disk space: ${facts.join(", ")}.`;
}

function stalledText(job: DownloadJob): StatusText[] {
  const what = job.errorMessage || "Stalled: no data is arriving.";
  return [warn(what), plain("Resumes by itself as soon as it can")];
}

/** The first attempt and three retries; the server's limit is not part of a job. */
const MAX_TRIES = 4;

function retryText(job: DownloadJob, now: Date): string {
  const turn = `Attempt ${Math.min(job.retryCount + 1, MAX_TRIES)} of ${MAX_TRIES}`;
  if (!job.nextRetryAt) return `${turn} is next`;
  const wait = (new Date(job.nextRetryAt).getTime() - now.getTime()) / 1000;
  return wait > 1 ? `${turn} in ${formatDuration(wait)}` : `${turn} starts now`;
}

function seedingText(job: DownloadJob): string | null {
  if (!isSeeding(job)) return null;
  return job.uploadBytesPerS > 0 ? `seeding at ${formatSpeed(job.uploadBytesPerS)}` : "seeding";
}

/** `Until ratio 1 or 24 h`: when seeding ends. */
export function seedLimitText(rules: SeedRules): string {
  const ends = [
    rules.ratio === null ? null : `ratio ${rules.ratio}`,
    rules.minutes === null ? null : formatMinutes(rules.minutes),
  ].filter((end) => end !== null);
  const then = rules.action === "remove" ? ", then removed from the list" : "";
  return ends.length === 0 ? "No limit" : `Until ${ends.join(" or ")}${then}`;
}

/** `8.1 GB in 41 s`, for a completed job. */
export function completionText(job: DownloadJob): string {
  const size = job.bytesTotal ? formatBytes(job.bytesTotal) : "";
  if (!job.startedAt || !job.completedAt || size === "") return size;
  const took = (new Date(job.completedAt).getTime() - new Date(job.startedAt).getTime()) / 1000;
  return took >= 1 ? `${size} in ${formatDuration(took)}` : size;
}
