/** What the pages say about finding subtitles. No I/O. */
import type { FoundSubtitle, SubtitleTask, SyncProposal } from "../../api/types";
import { formatMoment } from "../../lib/formatDates";

/** Why a search or a download has no result. */
export function failureText(task: Pick<SubtitleTask, "reason" | "retryAt">, now: Date): string {
  switch (task.reason) {
    case "no_key":
      return "Finding subtitles needs a key of OpenSubtitles.";
    case "key_refused":
      return "OpenSubtitles does not accept the key that is stored here.";
    case "quota": {
      const until = task.retryAt ? ` until ${formatMoment(new Date(task.retryAt), now)}` : "";
      return `Today's downloads are used up${until}. Searching still works.`;
    }
    case "unreachable":
      return "OpenSubtitles cannot be reached just now. Try again in a few minutes.";
    case "gone":
      return "OpenSubtitles has removed this one. Take another.";
    case "bad_file":
      return "What arrived is not a subtitle that can be shown. Take another.";
    case "full":
      return "There is no room for another subtitle. Delete one of this file first.";
    case "no_file":
      return "The video is not there now. Connect its disk, then try again.";
    case "no_sound":
      return "The sound of this file cannot be read.";
    default:
      return "Something broke on our side. Try again.";
  }
}

/** Whether an administrator can help by entering a key. */
export const needsKey = (reason: string) =>
  reason === "subtitle_source_off" || reason === "no_key" || reason === "key_refused";

/** `86 · Made for this very file · Trusted uploader`. */
export function reasonsText(found: Pick<FoundSubtitle, "parts">): string {
  return found.parts.map((part) => part.text).join(" · ");
}

/** How well it fits, in a word. */
export function fitText(score: number): string {
  if (score >= 70) return "Fits";
  return score >= 40 ? "Likely fits" : "May not fit";
}

/** `2.4 s later, for a film at another speed: sure.` The times are those of the file itself. */
export function proposalText(found: Pick<SyncProposal, "isSure" | "offsetMs" | "speed">): string {
  if (!found.isSure) return "Could not tell. Nothing was changed.";
  const seconds = Math.abs(found.offsetMs / 1000).toFixed(1);
  const way = found.offsetMs < 0 ? "earlier" : "later";
  const moved = Number(seconds) === 0 ? "It fits as it is in the file" : `${seconds} s ${way}`;
  return found.speed === 1 ? `${moved}, sure.` : `${moved}, and for another frame rate: sure.`;
}

const names = new Intl.DisplayNames(["en"], { type: "language" });

export function languageName(tag: string): string {
  return names.of(tag) ?? tag;
}
