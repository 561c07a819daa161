/** Where playing goes on. Pure. */
import type { PlayTicket } from "../../api/types";

/** Less than this was a glance, and so little left is an ending. */
const MIN_RESUME_S = 5;
const MAX_RESUME_FRACTION = 0.97;

/** Seconds from the beginning; 0 for what has not really begun or has come to its end. */
export function resumePoint(
  ticket: Pick<PlayTicket, "positionSeconds" | "durationSeconds">,
): number {
  const { positionSeconds, durationSeconds } = ticket;
  if (positionSeconds < MIN_RESUME_S) return 0;
  if (durationSeconds && positionSeconds >= durationSeconds * MAX_RESUME_FRACTION) return 0;
  return positionSeconds;
}
