/** Whether a file ends before its film does. No I/O. */
import type { PlayTicket } from "../../api/types";
import { formatClock } from "../../lib/formatClock";
import type { Failure } from "./playbackErrors";

/** A container may claim so much more than its picture lasts. */
const SLACK_S = 3;
const SLACK_SHARE = 0.02;
/** The end itself was looked for. */
const SOUGHT_SLACK_S = 1;

export type PlayedFile = Pick<PlayTicket, "durationSeconds" | "segments">;

export interface FileEnd {
  /** The second up to which it played, or which was looked for in vain. */
  atSeconds: number;
  /** Whether there was a picture at that second. */
  hasPicture: boolean;
  /** Of the film, as the server read it. */
  lengthSeconds: number;
}

/** The second from which the server counts a file as watched. */
export function watchedFrom(
  { durationSeconds, segments }: PlayedFile,
  finishedPercent: number,
): number {
  const credits = segments.find((segment) => segment.kind === "credits");
  return credits?.startSeconds ?? (durationSeconds * finishedPercent) / 100;
}

/** Whether the rest of the film is missing. One that was watched by then may end. */
export function isCutOff(
  { atSeconds, hasPicture, lengthSeconds }: FileEnd,
  watchedFromSeconds: number,
): boolean {
  const slack = hasPicture ? Math.max(SLACK_S, lengthSeconds * SLACK_SHARE) : SOUGHT_SLACK_S;
  if (lengthSeconds - atSeconds <= slack) return false;
  return !hasPicture || atSeconds < watchedFromSeconds;
}

/** `backToSeconds` is where it plays again. */
export function cutOffFailure(
  { atSeconds, hasPicture, lengthSeconds }: FileEnd,
  backToSeconds: number,
): Failure {
  const has = `${hasPicture ? "" : "less than "}${formatClock(Math.round(atSeconds))}`;
  return {
    title: hasPicture ? "The file ends here" : "The file ends before this",
    text: `It has ${has} of ${formatClock(Math.round(lengthSeconds))}: the rest is missing.`,
    action: backToSeconds >= 1 ? `Go back to ${formatClock(backToSeconds)}` : "Start over",
  };
}
