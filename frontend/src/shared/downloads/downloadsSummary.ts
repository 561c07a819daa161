/** The summary at the top of the downloads page. No I/O. */
import type { DownloadJob } from "../../api/types";
import { formatBytes, numberWord } from "../../lib/format";
import { formatMoment } from "../../lib/formatDates";
import { isOpen, isTransferring } from "./jobState";
import { plain, strong, type StatusText } from "./jobStatusText";

/** The estimated completion of the last job; null while no job has an estimate. */
export function completionTime(jobs: readonly DownloadJob[], now: Date): Date | null {
  const left = jobs
    .filter(isTransferring)
    .flatMap((job) => (job.etaSeconds === null ? [] : [job.etaSeconds]));
  if (left.length === 0) return null;
  return new Date(now.getTime() + Math.max(...left) * 1000);
}

/** The typical size of a film in HD. */
const FILM_BYTES = 15e9;

/** `1.4 TB free, room for about 90 films.` */
function freeSpaceText(freeBytes: number): string {
  const films = Math.floor(freeBytes / FILM_BYTES);
  const rounded = films > 20 ? Math.round(films / 10) * 10 : films;
  const room = films < 1 ? "little room for more" : `room for about ${filmCount(rounded)}`;
  return `${formatBytes(freeBytes)} free, ${room}.`;
}

function filmCount(films: number): string {
  return films === 1 ? "one film" : `${films.toLocaleString("en-GB")} films`;
}

export interface SummaryInput {
  jobs: readonly DownloadJob[];
  now: Date;
  isOld: boolean;
  freeBytes: number | null;
}

/** The line under the heading: completion time, stalled jobs and free space. */
export function summaryText({ jobs, now, isOld, freeBytes }: SummaryInput): StatusText[] {
  if (isOld) {
    return [plain("The server does not answer just now. This is how it was a moment ago.")];
  }
  const open = jobs.filter((job) => isOpen(job) && !job.isPaused);
  const room = freeBytes === null ? [] : [plain(freeSpaceText(freeBytes))];
  if (open.length === 0) {
    return room.length > 0 ? room : [plain("Films, shows and games you download appear here.")];
  }
  const until = completionTime(open, now);
  const stalled = open.filter((job) => job.status === "stalled").length;
  const parts: StatusText[] = [];
  if (until) {
    const which = open.length === 1 ? "It" : "The last one";
    parts.push(plain(`${which} should be done at `), strong(formatMoment(until, now)), plain(". "));
  }
  if (stalled > 0) {
    // Queued jobs wait too, but they need no attention.
    parts.push(plain(`${numberWord(stalled)} ${stalled === 1 ? "is" : "are"} stalled. `));
  }
  return [...parts, ...room];
}
