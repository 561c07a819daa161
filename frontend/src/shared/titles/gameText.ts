/** Words about games. No clock. */
import type { Playthrough } from "../../api/types";
import { formatDate, formatDay } from "../../lib/formatDates";
import { formatMinutes } from "../../lib/format";

/** `18 h`, `2 h 05 min`; empty when nothing was played. */
export const playedText = (minutes: number) => (minutes > 0 ? formatMinutes(minutes) : "");

/** `Played yesterday`; empty when it never was. */
export function lastPlayedText(lastPlayedAt: string | null, now: Date): string {
  return lastPlayedAt === null ? "" : `Played ${formatDay(new Date(lastPlayedAt), now)}`;
}

/** `Story, 12 August 2023`, `Since 3 March 2026`. */
export function runText(run: Pick<Playthrough, "startedOn" | "finishedOn" | "completion">): string {
  if (run.completion === null) return run.startedOn ? `Since ${formatDate(run.startedOn)}` : "Open";
  const what = run.completion === "everything" ? "Everything" : "Story";
  return run.finishedOn ? `${what}, ${formatDate(run.finishedOn)}` : what;
}

/** Whole minutes since a moment. A device's clock may be behind the server's. */
export const minutesSince = (startedAt: string, now: Date): number =>
  Math.max(0, Math.floor((now.getTime() - Date.parse(startedAt)) / 60_000));
