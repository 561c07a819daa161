/** One viewing: its id, and the moment of each of its reports. */
import { newIdempotencyKey } from "../../api/idempotentWrites";
import { createServerClock } from "../../api/serverClock";
import type { PlaybackPosition } from "./progressReporter";

/** From here on a viewing may have counted, and from here back another one begins. */
const NEAR_END = 0.9;
const NEAR_START = 0.1;

export interface Stamp {
  viewingId: string;
  recordedAt: string;
}

/** Stamps the reports of a player; playing from the start after the end is another viewing. */
export function createViewing(): (place: PlaybackPosition) => Stamp {
  const now = createServerClock();
  let viewingId = newUuid();
  let wasNearEnd = false;
  return ({ positionSeconds, durationSeconds }) => {
    if (wasNearEnd && positionSeconds < NEAR_START * durationSeconds) {
      viewingId = newUuid();
      wasNearEnd = false;
    }
    wasNearEnd ||= positionSeconds >= NEAR_END * durationSeconds;
    return { viewingId, recordedAt: now().toISOString() };
  };
}

/** `crypto.randomUUID` is missing on addresses without TLS. */
function newUuid(): string {
  return newIdempotencyKey().replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
