/** The resume position. No I/O. */
import type { PlayTicket } from "../../api/types";

/** Shorter progress counts as not started, and less remaining time as finished. */
const MIN_RESUME_S = 5;
const MAX_RESUME_FRACTION = 0.97;

/** Seconds from the start; 0 when the title is not started or finished. */
export function resumePoint(
  ticket: Pick<PlayTicket, "positionSeconds" | "durationSeconds">,
): number {
  const { positionSeconds, durationSeconds } = ticket;
  if (positionSeconds < MIN_RESUME_S) return 0;
  if (durationSeconds && positionSeconds >= durationSeconds * MAX_RESUME_FRACTION) return 0;
  return positionSeconds;
}

/** A viewer who seeks this far away does not want the offer to start over any more. */
const STAYS_WITHIN_S = 1;

/** Whether a seek to `seconds` leaves the place at which playback has resumed. */
export function hasLeftResume(resumedAt: number | undefined, seconds: number): boolean {
  return resumedAt !== undefined && Math.abs(seconds - resumedAt) > STAYS_WITHIN_S;
}
