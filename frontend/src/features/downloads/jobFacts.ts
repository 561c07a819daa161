/** Facts of a job in the panel. No I/O. */
import type { DownloadJob, DownloadSettings } from "../../api/types";
import { formatBytes, formatLeft } from "../../lib/format";
import { formatMoment } from "../../lib/formatDates";
import { formatSpeed } from "../../lib/formatRates";
import { playDownloadPath, playPath } from "../../lib/pagePaths";
import { clockText, hourOfWeek, isChosen, nextChange } from "../../shared/downloads/weekSchedule";
import { isOpen, isSeeding } from "../../shared/downloads/jobState";
import { seedLimitText } from "../../shared/downloads/jobStatusText";

export interface Fact {
  name: string;
  value: string;
}

/** `rules` are the download settings, null for users who may not read them. */
export function factsOf(job: DownloadJob, now: Date, rules: DownloadSettings | null): Fact[] {
  const left = job.bytesTotal ? job.bytesTotal - job.bytesDownloaded : 0;
  const isTorrent = job.sourceType === "magnet" || job.sourceType === "torrent";
  const facts: [string, string | null][] = [
    ["Remaining", isOpen(job) && left > 0 ? remainingText(left, job.etaSeconds) : null],
    ["Uploaded", isTorrent && job.bytesTotal > 0 ? uploadedText(job) : null],
    ["Download limit", isOpen(job) || isSeeding(job) ? speedLimitText(job, rules, now) : null],
    ["When complete", afterwardsText(job)],
    ["Added", formatMoment(new Date(job.createdAt), now)],
    ["User", job.owner ? job.owner.displayName : null],
  ];
  return facts.flatMap(([name, value]) => (value === null ? [] : [{ name, value }]));
}

function remainingText(bytes: number, etaSeconds: number | null): string {
  if (etaSeconds === null) return formatBytes(bytes);
  return `${formatBytes(bytes)}, ${formatLeft(etaSeconds).replace(" left", "")}`;
}

function uploadedText(job: DownloadJob): string {
  return `${formatBytes(job.bytesUploaded)}, ratio ${job.ratio.toFixed(2)}`;
}

/** The job's own limit, else the default and when it ends. */
export function speedLimitText(
  job: DownloadJob,
  rules: DownloadSettings | null,
  now: Date,
): string {
  const own = job.options.downloadLimit;
  if (own !== null) return formatSpeed(own);
  if (rules === null) return "Default";
  const table = rules.timetable;
  const speed = (limit: number | null) => (limit === null ? "None" : formatSpeed(limit));
  if (!table.isOn) return speed(rules.downloadLimit);
  const here = hourOfWeek(now, table.timeZone);
  const limit = isChosen(table.hours, here) ? table.downloadLimit : rules.downloadLimit;
  const change = nextChange(table.hours, here);
  return change ? `${speed(limit)} until ${clockText(change.hour)}` : speed(limit);
}

function afterwardsText(job: DownloadJob): string | null {
  if (isSeeding(job) && job.seeding) return seedLimitText(job.seeding.rules);
  if (!isOpen(job)) return null;
  return job.goesTo ? `Move to ${job.goesTo}` : "Import to your library";
}

/** Below this share there is nothing to play yet; the server decides by the file itself. */
const MIN_PERCENT = 3;
const VIDEO = /\.(mp4|m4v|mkv|webm|mov)$/i;

/** Whether a job may be played although it is not complete. */
export function canPlayEarly(job: DownloadJob): boolean {
  if (job.status !== "downloading" || job.isPaused || job.libraryItemId !== null) return false;
  if (job.progressPercent < MIN_PERCENT) return false;
  return job.mediaType === "movie" || job.mediaType === "show" || VIDEO.test(job.title);
}

/** Where a job plays: in the library, or while it downloads; undefined for one that does not yet. */
export function playAddressOf(job: DownloadJob): string | undefined {
  if (job.libraryItemId !== null) return job.atHand ? playPath(job.libraryItemId) : undefined;
  return canPlayEarly(job) ? playDownloadPath(job.id) : undefined;
}
