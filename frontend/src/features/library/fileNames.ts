/** File names and their recognised parts. No I/O. */
import type { Guess, LibraryItem } from "../../api/types";

/** The title; for an unmatched file its name without the extension, which folders have not. */
export function displayName(item: LibraryItem): string {
  if (item.matchState === "matched" && item.media) return item.media.title;
  if (item.content === "game_folder") return item.fileName;
  return item.fileName.replace(/\.[a-z0-9]{2,4}$/i, "");
}

export function reviewPath(id: string): string {
  return `/app/library/review?file=${id}`;
}

/** The list of files with the details of one of them. */
export function detailsPath(id: string): string {
  return `/app/library/files?file=${id}`;
}

export interface NamePart {
  text: string;
  /** What the part was parsed as; null for the rest. */
  read: "title" | "number" | null;
}

/** Split a file name into recognised and other parts. */
export function nameParts(fileName: string, guess: Guess): NamePart[] {
  const found = [span(fileName, titlePattern(guess.title), "title"), numberSpan(fileName, guess)]
    .filter((each) => each !== null)
    .toSorted((a, b) => a.from - b.from);
  const parts: NamePart[] = [];
  let at = 0;
  for (const each of found) {
    if (each.from < at) continue;
    parts.push({ text: fileName.slice(at, each.from), read: null });
    parts.push({ text: fileName.slice(each.from, each.to), read: each.read });
    at = each.to;
  }
  parts.push({ text: fileName.slice(at), read: null });
  return parts.filter((part) => part.text !== "");
}

interface Span {
  from: number;
  to: number;
  read: "title" | "number";
}

function span(text: string, pattern: RegExp | null, read: Span["read"]): Span | null {
  const match = pattern?.exec(text);
  return match ? { from: match.index, to: match.index + match[0].length, read } : null;
}

/** Matches the words of the title with any non-alphanumeric separators. */
function titlePattern(title: string | null): RegExp | null {
  const words = title?.match(/[\p{L}\p{N}]+/gu);
  return words ? new RegExp(words.map(escaped).join("[^\\p{L}\\p{N}]+"), "iu") : null;
}

/** `S01E05`, `1x05` or the year. */
function numberSpan(text: string, guess: Guess): Span | null {
  const { season, episode, year } = guess;
  if (episode !== null) {
    const pattern = new RegExp(
      `s0*${season ?? 1}[ ._-]*e0*${episode}|\\b${season ?? 1}x0*${episode}`,
      "i",
    );
    return span(text, pattern, "number");
  }
  return year === null ? null : span(text, new RegExp(`\\b${year}\\b`), "number");
}

function escaped(word: string): string {
  return word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

/** `Metropolis, 1927`, `Pioneer One, season 1, episode 5`, `Unciv, Linux`: the parsed title. */
export function guessText(guess: Guess): string[] {
  return [
    guess.title ?? "",
    guess.year === null ? "" : String(guess.year),
    guess.platform ?? "",
    ...Object.entries(guess.ids).map(([source, id]) => `${source.toUpperCase()} ${id}`),
    guess.season === null ? "" : `season ${guess.season}`,
    guess.episode === null ? "" : `episode ${guess.episode}`,
  ].filter((word) => word !== "");
}

/** The match score as a word. */
export function confidenceText(confidence: number): string {
  if (confidence >= 0.9) return "sure";
  if (confidence >= 0.7) return "likely";
  return confidence >= 0.45 ? "maybe" : "unlikely";
}
