/** The log of a title in words. */
import type { LogEntry } from "../../api/types";
import { formatDate } from "../../lib/formatDates";
import { formatMinutes, pluralize } from "../../lib/format";
import { GAME_LABELS } from "../../shared/titles/gameLabels";
import { STATUS_LABELS } from "../../shared/titles/statusLabels";

const SEEN: Record<NonNullable<LogEntry["source"]>, string> = {
  player: "Watched",
  hand: "Marked as seen",
  import: "Seen, from an import",
  webhook: "Watched in another player",
};

/** What happened: `Watched`, `Moved to Dropped`. */
export function logText(entry: LogEntry): string {
  const { value } = entry;
  switch (entry.kind) {
    case "seen":
      return SEEN[entry.source ?? "hand"];
    case "rating":
      return value === null ? "Rating removed" : `Rated ${Number(value)} of 10`;
    case "status":
      return value === null ? "Status removed" : `Moved to ${nameIn(STATUS_LABELS, value)}`;
    case "game":
      return value === null ? "Taken off your shelves" : `Moved to ${nameIn(GAME_LABELS, value)}`;
    case "favorite":
      return "Made a favorite";
    case "watch_later":
      return "Put on Watch later";
    case "follow":
      return value === "mute" ? "Muted" : "Followed";
    case "wanted":
      return "Wanted for the library";
    case "collection":
      return `Added to ${value ?? ""}`;
    case "note":
      return "Note written";
    case "review":
      return "Review written";
    case "tag":
      return `Tagged ${value ?? ""}`;
    case "session":
      return `Played ${formatMinutes(Number(value))}`;
    case "downloaded":
      return "Download finished";
    case "added":
      return "Came into the library";
  }
}

/** Of which part: `S1 E1 to S2 E2, 4 episodes`; empty for the title as a whole. */
export function logPart(entry: LogEntry): string {
  if (entry.part === null) return entry.count > 1 ? pluralize(entry.count, "file") : "";
  return entry.count > 1 ? `${entry.part}, ${pluralize(entry.count, "episode")}` : entry.part;
}

/** `19 November 2026, 20:46`. */
export function logTime(entry: LogEntry): string {
  if (entry.at === null) return "Date unknown";
  if (entry.isDay) return formatDate(entry.at.slice(0, 10));
  const time = new Date(entry.at).toLocaleTimeString("en-GB", {
    hour: "2-digit",
    minute: "2-digit",
  });
  return `${formatDate(entry.at)}, ${time}`;
}

function nameIn(names: Readonly<Record<string, string>>, value: string): string {
  return names[value] ?? value;
}
