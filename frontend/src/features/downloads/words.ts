/** What a download is doing, told as a sentence. Pure: the moment comes in from outside. */
import type { DownloadJob, DownloadStatus } from "../../api/types";
import { countWord, formatBytes, formatDuration, formatMoment, formatLeft } from "../../lib/format";

export type Emphasis = "plain" | "strong" | "warn" | "bad";

export interface Words {
  text: string;
  emphasis: Emphasis;
}

/** Where on the page a job stands. */
export type Place = "now" | "waiting" | "over";

const PLACES: Record<DownloadStatus, Place> = {
  queued: "waiting",
  preparing: "now",
  downloading: "now",
  stalled: "now",
  retrying: "now",
  completed: "over",
  failed: "over",
  cancelled: "over",
};

export function placeOf(job: DownloadJob): Place {
  return PLACES[job.status];
}

/** A job that has not come to its end can be cancelled. */
export function canCancel(job: DownloadJob): boolean {
  return placeOf(job) !== "over";
}

const plain = (text: string): Words => ({ text, emphasis: "plain" });
const strong = (text: string): Words => ({ text, emphasis: "strong" });

const SENTENCES: Record<DownloadStatus, (job: DownloadJob, now: Date) => Words[]> = {
  queued: (job) => [plain("Waiting for a place"), ...queueWords(job)],
  preparing: (job) =>
    checking(job) ?? [plain(job.sourceType === "magnet" ? "Asking who has it" : "Getting ready")],
  downloading: (job) => checking(job) ?? incoming(job),
  stalled: (job) => [
    { text: job.errorMessage || "Nothing is coming in.", emphasis: "warn" },
    plain("It goes on by itself as soon as it can"),
  ],
  retrying: (job, now) => [
    { text: job.errorMessage || "That did not work.", emphasis: "warn" },
    plain(retryWords(job, now)),
  ],
  completed: (job) => [
    plain(job.libraryItemId ? "In your library" : "All here, being added to your library"),
  ],
  failed: (job) => [{ text: job.errorMessage || "It could not be downloaded.", emphasis: "bad" }],
  cancelled: (job, now) => [
    plain(
      job.cancelledAt ? `Cancelled ${formatMoment(new Date(job.cancelledAt), now)}` : "Cancelled",
    ),
  ],
};

export function wordsOf(job: DownloadJob, now: Date): Words[] {
  return SENTENCES[job.status](job, now);
}

export function sentenceOf(job: DownloadJob, now: Date): string {
  return wordsOf(job, now)
    .map((words) => words.text)
    .join(" ");
}

function queueWords(job: DownloadJob): Words[] {
  if (!job.queuePosition) return [];
  return [strong(job.queuePosition === 1 ? "next in line" : `number ${job.queuePosition} in line`)];
}

/** What lies on the disk is compared with what should: at the end, and after an interruption. */
function checking(job: DownloadJob): Words[] | null {
  if (job.detail !== "checking") return null;
  const whole = job.bytesTotal && job.bytesDownloaded >= job.bytesTotal;
  return [plain(whole ? "All here." : "Interrupted before."), strong("Checking the pieces")];
}

function incoming(job: DownloadJob): Words[] {
  if (job.etaSeconds === null) return [plain("Coming in")];
  return [plain("Coming in,"), strong(formatLeft(job.etaSeconds))];
}

function retryWords(job: DownloadJob, now: Date): string {
  const turn = `Try ${job.retryCount + 1} of 4`;
  if (!job.nextRetryAt) return `${turn} is next`;
  const wait = (new Date(job.nextRetryAt).getTime() - now.getTime()) / 1000;
  return wait > 1 ? `${turn} in ${waitWords(wait)}` : `${turn} starts now`;
}

function waitWords(seconds: number): string {
  return seconds < 60 ? `${Math.round(seconds)} s` : formatDuration(seconds);
}

/** `8.1 GB in 41 s`, for a job that has come. */
export function arrivalWords(job: DownloadJob): string {
  const size = job.bytesTotal ? formatBytes(job.bytesTotal) : "";
  if (!job.startedAt || !job.completedAt || size === "") return size;
  const took = (new Date(job.completedAt).getTime() - new Date(job.startedAt).getTime()) / 1000;
  return took >= 1 ? `${size} in ${waitWords(took)}` : size;
}

/** The name people know it by: the title it is for, or what the source calls itself. */
export function nameOf(job: DownloadJob): string {
  return job.mediaTitle ?? (job.title || job.source);
}

/** The moment the last of the jobs should be here; null while one of them cannot say. */
export function allHereAt(jobs: readonly DownloadJob[], now: Date): Date | null {
  const incomingJobs = jobs.filter((job) => job.status === "downloading");
  const left = incomingJobs.flatMap((job) => (job.etaSeconds === null ? [] : [job.etaSeconds]));
  if (left.length === 0) return null;
  return new Date(now.getTime() + Math.max(...left) * 1000);
}

/** The line under the heading: until when, and what needs a look. */
export function leadOf(jobs: readonly DownloadJob[], now: Date, isOld: boolean): Words[] {
  if (isOld) {
    return [plain("The server does not answer just now. This is how it was a moment ago.")];
  }
  const open = jobs.filter((job) => placeOf(job) !== "over");
  if (open.length === 0) return [plain("Films, shows and games you ask for come in here.")];
  const until = allHereAt(jobs, now);
  const stuck = jobs.filter((job) => job.status === "stalled").length;
  const words: Words[] = [];
  if (until) {
    const which = open.length === 1 ? "It" : "The last one coming in";
    words.push(plain(`${which} should be here at `), strong(formatMoment(until, now)), plain(". "));
  }
  if (stuck > 0) words.push(plain(`${countWord(stuck)} ${stuck === 1 ? "is" : "are"} stuck.`));
  return words.length > 0 ? words : [plain("It starts by itself.")];
}
