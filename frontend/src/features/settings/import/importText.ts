/** What the page says of an import. */
import type { HistoryImport, ImportCounts, ImportFormat } from "../../../api/types";
import { formatLeft, pluralize } from "../../../lib/format";

export const FORMATS: Record<ImportFormat, string> = {
  trakt: "Trakt",
  letterboxd: "Letterboxd",
  imdb: "IMDb",
  tv_time: "TV Time",
  simkl: "Simkl",
  yamtrack: "Yamtrack",
  my_anime_list: "MyAnimeList",
  netflix: "Netflix",
  steam: "Steam",
};

const KINDS: Record<ImportCounts["kind"], string> = {
  play: "Viewings",
  rating: "Ratings",
  later: "Watch later",
  favorite: "Favorites",
  status: "Statuses",
  position: "Playback positions",
  game: "Games",
  list: "Titles of lists",
  review: "Reviews",
  note: "Notes",
  tag: "Tags",
  other: "Other entries",
};

export interface CountLine {
  label: string;
  /** What becomes of them, the most important first. */
  parts: string[];
}

/** `Viewings: 412 new · 3 already here`. */
export function countLines(counts: readonly ImportCounts[]): CountLine[] {
  return counts
    .map((each) => ({ label: KINDS[each.kind], parts: countParts(each) }))
    .filter((line) => line.parts.length > 0);
}

function countParts(counts: ImportCounts): string[] {
  const parts: [number, string][] = [
    [counts.new, "new"],
    [counts.applied, "imported"],
    [counts.there, "already here"],
    [counts.uncertain, "uncertain"],
    [counts.missing, "not found"],
    [counts.skipped, "skipped"],
    [counts.unsupported, "left out"],
    [counts.broken, "unreadable"],
    [counts.undone, "undone"],
    [counts.kept, "kept, because you changed them"],
  ];
  return parts
    .filter(([count]) => count > 0)
    .map(([count, what]) => `${count.toLocaleString("en-GB")} ${what}`);
}

export const sum = (counts: readonly ImportCounts[], name: "new" | "applied" | "undone") =>
  counts.reduce((total, each) => total + each[name], 0);

export const isBusy = (each: HistoryImport) =>
  each.state === "reading" || each.state === "applying" || each.state === "undoing";

const DOING = { reading: "Reading", applying: "Importing", undoing: "Undoing" };

/** `Importing 4,000 of 20,000 · 1,900 a second · 8 s left`. */
export function progressText(each: HistoryImport): string {
  const doing = DOING[each.state as keyof typeof DOING];
  if (each.rowsTotal === null) return `${doing} the file…`;
  const done = each.rowsDone.toLocaleString("en-GB");
  const parts = [`${doing} ${done} of ${each.rowsTotal.toLocaleString("en-GB")}`];
  if (each.rowsPerSecond !== null) {
    parts.push(`${Math.round(each.rowsPerSecond).toLocaleString("en-GB")} a second`);
  }
  if (each.secondsLeft !== null) parts.push(formatLeft(each.secondsLeft));
  return parts.join(" · ");
}

export function percentDone(each: HistoryImport): number {
  return each.rowsTotal ? (100 * each.rowsDone) / each.rowsTotal : 0;
}

/** The outcome in one line, for the list of earlier imports. */
export function outcomeText(each: HistoryImport): string {
  const applied = sum(each.counts, "applied");
  switch (each.state) {
    case "applied":
      return `${pluralize(applied, "entry", "entries")} imported`;
    case "undone":
      return `${pluralize(sum(each.counts, "undone"), "entry", "entries")} undone`;
    case "cancelled":
      return "Cancelled";
    case "failed":
      return each.message;
    case "ready":
      return `${pluralize(sum(each.counts, "new"), "new entry", "new entries")}, not imported`;
    default:
      return isBusy(each) ? progressText(each) : "Not complete";
  }
}
