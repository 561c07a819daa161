/** What a download is doing, told as a sentence. Pure: the moment comes in from outside. */
import type { DownloadJob, DownloadStatus, Folder, SeedRules } from "../../api/types";
import {
  numberWord,
  formatBytes,
  formatDuration,
  formatLeft,
  formatMoment,
  formatSpeed,
} from "../../lib/format";

export type Emphasis = "plain" | "strong" | "warn" | "bad";

export interface StatusText {
  text: string;
  emphasis: Emphasis;
}

/** Where on the page a job stands. */
export type JobSection = "now" | "waiting" | "paused" | "done" | "failed";

const SECTIONS: Record<DownloadStatus, JobSection> = {
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

/** Has not come to its end: it can be paused, and it can be cancelled. */
export function isOpen(job: DownloadJob): boolean {
  return isOpenSection(SECTIONS[job.status]);
}

/** It tries, and cannot: shown in amber. */
export function hasProblem(job: DownloadJob): boolean {
  return !job.isPaused && (job.status === "stalled" || job.status === "retrying");
}

/** Bytes come in right now. */
export function isTransferring(job: DownloadJob): boolean {
  return job.status === "downloading" && job.detail !== "checking" && !job.isPaused;
}

/** Completed, and given to others. */
export function isSeeding(job: DownloadJob): boolean {
  return job.status === "completed" && job.seeding !== null && job.seeding.endedAt === null;
}

const plain = (text: string): StatusText => ({ text, emphasis: "plain" });
const strong = (text: string): StatusText => ({ text, emphasis: "strong" });
const warn = (text: string): StatusText => ({ text, emphasis: "warn" });

/** What the job itself does not know. */
export interface StatusContext {
  /** What is free on the disk downloads go to. */
  freeBytes?: number | null;
  /** Nobody is there who could do anything. */
  hasNoWorker?: boolean;
}

const STATUS_TEXT: Record<
  DownloadStatus,
  (job: DownloadJob, now: Date, around: StatusContext) => StatusText[]
> = {
  queued: (job) => [plain(queueText(job))],
  preparing: (job) => {
    const words = DETAIL_TEXT[job.detail]?.(job);
    return words ?? [plain(job.sourceType === "magnet" ? "Asking who has it" : "Getting ready")];
  },
  downloading: (job) => DETAIL_TEXT[job.detail]?.(job) ?? downloadingText(job),
  stalled: (job, _now, around) => waitingText(job, around) ?? stalledText(job),
  retrying: (job, now) => [
    warn(job.errorMessage || "That did not work."),
    plain(retryText(job, now)),
  ],
  completed: (job) => {
    const where = job.libraryItemId ? "In your library" : "All here, being added to your library";
    const giving = seedingText(job);
    return giving === null ? [plain(where)] : [plain(`${where},`), strong(giving)];
  },
  failed: (job) => [{ text: job.errorMessage || "It could not be downloaded.", emphasis: "bad" }],
  cancelled: (job, now) => [
    plain(
      job.cancelledAt ? `Cancelled ${formatMoment(new Date(job.cancelledAt), now)}` : "Cancelled",
    ),
  ],
};

/** What exactly it does, where the server says so. */
const DETAIL_TEXT: Partial<Record<string, (job: DownloadJob) => StatusText[]>> = {
  fetching_metadata: () => [plain("Asking what is inside")],
  connecting: () => [plain("Connecting")],
  checking: (job) => {
    const isWhole = job.bytesTotal > 0 && job.bytesDownloaded >= job.bytesTotal;
    return [plain(isWhole ? "All here." : "Interrupted before."), strong("Checking the pieces")];
  },
  allocating: () => [plain("Making room on the disk")],
  moving: (job) => [
    plain("All here."),
    strong(job.goesTo ? `Moving to ${job.goesTo}` : "Moving to its place"),
  ],
  finishing: () => [plain("All here."), strong("Putting it on the disk")],
};

export function statusTextOf(
  job: DownloadJob,
  now: Date,
  around: StatusContext = {},
): StatusText[] {
  if (job.isPaused && isOpen(job)) return pausedText(job);
  if (around.hasNoWorker && SECTIONS[job.status] === "now") {
    return [
      warn("Stands still: no worker is running."),
      plain("Goes on by itself once one is back"),
    ];
  }
  return STATUS_TEXT[job.status](job, now, around);
}

export function statusSentence(job: DownloadJob, now: Date, around: StatusContext = {}): string {
  return statusTextOf(job, now, around)
    .map((words) => words.text)
    .join(" ");
}

function pausedText(job: DownloadJob): StatusText[] {
  if (job.hasWorker) return [plain("Pausing")];
  return [plain(job.startedAt ? "Paused. It keeps what is here" : "Paused before it began")];
}

function queueText(job: DownloadJob): string {
  if (job.isForced) return "Starts at once";
  if (!job.queuePosition) return "Waiting for a place";
  return job.queuePosition === 1 ? "Next in line" : `Number ${job.queuePosition} in line`;
}

function downloadingText(job: DownloadJob): StatusText[] {
  const from = job.peers > 0 ? `Coming from ${job.peers} of ${peersText(job)}` : "Coming in";
  if (job.etaSeconds === null) return [plain(from)];
  return [plain(`${from},`), strong(formatLeft(job.etaSeconds))];
}

function peersText(job: DownloadJob): string {
  const known = Math.max(job.peers, job.peersKnown);
  return known === 1 ? "1 person" : `${known} people`;
}

function waitingText(job: DownloadJob, around: StatusContext): StatusText[] | null {
  if (job.detail === "waiting_for_space") {
    return [warn(spaceText(job, around.freeBytes ?? null)), plain("Goes on by itself")];
  }
  if (job.detail === "waiting_for_interface") {
    const words = job.errorMessage || "The network interface is down.";
    return [warn(words), plain("Goes on by itself once it is back")];
  }
  return null;
}

function spaceText(job: DownloadJob, freeBytes: number | null): string {
  const needed = job.bytesTotal - job.bytesDownloaded;
  const facts = [
    needed > 0 ? `needs ${formatBytes(needed)}` : null,
    freeBytes === null ? null : `${formatBytes(freeBytes)} free`,
  ].filter((fact) => fact !== null);
  return facts.length === 0
    ? "Waits for room on the disk."
    : `Waits for room on the disk: ${facts.join(", ")}.`;
}

function stalledText(job: DownloadJob): StatusText[] {
  const what = job.errorMessage || "Nothing is coming in.";
  return [warn(what), plain("It goes on by itself as soon as it can")];
}

/** So many tries there are in all. */
const MAX_TRIES = 4;

function retryText(job: DownloadJob, now: Date): string {
  const turn = `Try ${Math.min(job.retryCount + 1, MAX_TRIES)} of ${MAX_TRIES}`;
  if (!job.nextRetryAt) return `${turn} is next`;
  const wait = (new Date(job.nextRetryAt).getTime() - now.getTime()) / 1000;
  return wait > 1 ? `${turn} in ${shortDuration(wait)}` : `${turn} starts now`;
}

function shortDuration(seconds: number): string {
  return seconds < 60 ? `${Math.round(seconds)} s` : formatDuration(seconds);
}

function seedingText(job: DownloadJob): string | null {
  if (!isSeeding(job)) return null;
  return job.uploadBytesPerS > 0
    ? `giving back ${formatSpeed(job.uploadBytesPerS)}`
    : "ready to give back";
}

/** `Until 1.0 times or 24 h`: when a torrent has given enough. */
export function seedLimitText(rules: SeedRules): string {
  const ends = [
    rules.ratio === null ? null : `${rules.ratio} times`,
    rules.minutes === null ? null : shortDuration(rules.minutes * 60),
  ].filter((end) => end !== null);
  const then = rules.action === "remove" ? ", then off the list" : "";
  return ends.length === 0 ? "For good" : `Until ${ends.join(" or ")}${then}`;
}

/** `8.1 GB in 41 s`, for a job that has come. */
export function completionText(job: DownloadJob): string {
  const size = job.bytesTotal ? formatBytes(job.bytesTotal) : "";
  if (!job.startedAt || !job.completedAt || size === "") return size;
  const took = (new Date(job.completedAt).getTime() - new Date(job.startedAt).getTime()) / 1000;
  return took >= 1 ? `${size} in ${shortDuration(took)}` : size;
}

/** The name people know it by: the title it is for, or what the source calls itself. */
export function nameOf(job: DownloadJob): string {
  return job.mediaTitle ?? (readableTitle(job.title) || job.source);
}

/** Written for programs: dots in place of spaces. */
const RELEASE = /^\S*[._](?:\S*[._]\S*|(?:S\d{1,2}|(?:19|20)\d\d)\b\S*)$/i;
const ENDING = /\.(mkv|mp4|m4v|avi|mov|webm|ts|iso|zip|rar|7z)$/i;

/** `The.General.1926.1080p.mkv` → `The General`; what somebody wrote for people stays as it is. */
export function readableTitle(title: string): string {
  if (!RELEASE.test(title)) return title;
  const words = title.replace(ENDING, "").replaceAll(/[._]+/g, " ").trim();
  const episode = /^(.+?) S(\d{1,2})(?:E(\d{1,3}))?(?= |$)/i.exec(words);
  if (episode?.[1]) {
    const [, show, season, number] = episode;
    return `${show}, S${Number(season)}${number ? ` E${Number(number)}` : ""}`;
  }
  return /^(.+?) \(?(?:19|20)\d\d\b/.exec(words)?.[1] ?? words;
}

/** `2160p`, where its name says so. */
export function qualityOf(job: DownloadJob): string | null {
  return /\b(?:2160|1080|720|576|480)[pi]\b/i.exec(job.title)?.[0].toLowerCase() ?? null;
}

/** How much is here in percent, as fine as the bytes tell it. */
export function progressOf(job: DownloadJob): number {
  if (job.status === "completed") return 100;
  if (job.bytesTotal <= 0) return job.progressPercent;
  const fine = (job.bytesDownloaded / job.bytesTotal) * 100;
  // The server's number is whole and never goes back; the bytes fill in what is after its point.
  return Math.min(100, Math.max(job.progressPercent, Math.min(fine, job.progressPercent + 1)));
}

/** The moment the last of the jobs should be here; null while one of them cannot say. */
export function completionTime(jobs: readonly DownloadJob[], now: Date): Date | null {
  const left = jobs
    .filter(isTransferring)
    .flatMap((job) => (job.etaSeconds === null ? [] : [job.etaSeconds]));
  if (left.length === 0) return null;
  return new Date(now.getTime() + Math.max(...left) * 1000);
}

/** About what a film in high definition takes. */
const FILM_BYTES = 15e9;

/** `1.4 TB free, room for about 90 films.` */
export function freeSpaceText(freeBytes: number): string {
  const films = Math.floor(freeBytes / FILM_BYTES);
  const rounded = films > 20 ? Math.round(films / 10) * 10 : films;
  const room = films < 1 ? "little room for more" : `room for about ${filmCount(rounded)}`;
  return `${formatBytes(freeBytes)} free, ${room}.`;
}

function filmCount(films: number): string {
  return films === 1 ? "one film" : `${films.toLocaleString("en-GB")} films`;
}

/** `1.4 TB free` on one disk, the names beside it on several. */
export function folderSpaceText(folders: readonly Folder[]): string {
  const known = folders.filter((folder) => folder.freeBytes !== null);
  const words = (folder: Folder) => `${formatBytes(folder.freeBytes ?? 0)} free`;
  if (known.length < 2) return known.map(words).join("");
  return known.map((folder) => `${folder.name}: ${words(folder)}`).join(" · ");
}

/** What the head of the page goes by. */
export interface SummaryInput {
  jobs: readonly DownloadJob[];
  now: Date;
  isOld: boolean;
  freeBytes: number | null;
}

/** The line under the heading: until when, what needs a look, and what room is left. */
export function summaryText({ jobs, now, isOld, freeBytes }: SummaryInput): StatusText[] {
  if (isOld) {
    return [plain("The server does not answer just now. This is how it was a moment ago.")];
  }
  const open = jobs.filter((job) => isOpen(job) && !job.isPaused);
  const room = freeBytes === null ? [] : [plain(freeSpaceText(freeBytes))];
  if (open.length === 0) {
    return room.length > 0 ? room : [plain("Films, shows and games you ask for come in here.")];
  }
  const until = completionTime(open, now);
  const stuckOnes = open.filter((job) => job.status === "stalled").length;
  const words: StatusText[] = [];
  if (until) {
    const which = open.length === 1 ? "It" : "The last one";
    words.push(plain(`${which} should be here at `), strong(formatMoment(until, now)), plain(". "));
  }
  if (stuckOnes > 0) {
    // Not "waits": others wait for a place, and those go on by themselves.
    words.push(plain(`${numberWord(stuckOnes)} ${stuckOnes === 1 ? "is" : "are"} stuck. `));
  }
  return [...words, ...room];
}
