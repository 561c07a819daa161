/** Format positions of playback. */
import { pluralize } from "./format";

/** A playback position: `0:09`, `33:08`, `1:28:04`. */
export function formatClock(seconds: number): string {
  const whole = Number.isFinite(seconds) ? Math.max(0, Math.floor(seconds)) : 0;
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  const tail = String(whole % 60).padStart(2, "0");
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, "0")}:${tail}` : `${minutes}:${tail}`;
}

/** A playback position for screen readers: `1 hour 28 minutes 4 seconds`. */
export function speakClock(seconds: number): string {
  const whole = Number.isFinite(seconds) ? Math.max(0, Math.floor(seconds)) : 0;
  const parts = [
    countedIfAny(Math.floor(whole / 3600), "hour"),
    countedIfAny(Math.floor((whole % 3600) / 60), "minute"),
    countedIfAny(whole % 60, "second"),
  ].filter((part) => part !== "");
  return parts.length > 0 ? parts.join(" ") : "0 seconds";
}

function countedIfAny(count: number, noun: string): string {
  return count === 0 ? "" : pluralize(count, noun);
}
