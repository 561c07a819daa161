/** Pages and actions of the command palette, and how typed text is matched to them. No I/O. */
import type { Component } from "solid-js";

export interface Entry {
  id: string;
  label: string;
  note: "Page" | "Settings" | "Action";
  /** Takes the place of the note: what became of it, when the palette stays open. */
  state?: string | undefined;
  icon: Component<{ "aria-hidden"?: "true" }>;
  /** Other terms people search it by. */
  synonyms: string;
  run: () => void;
}

const SEPARATORS = /[\s/-]+/g;

/**
 * How well `text` matches `typed`: 2 starts with it, 1 has words that start with each of the typed
 * words, 0 does not match.
 */
export function fit(text: string, typed: string): 0 | 1 | 2 {
  const haystack = text.toLowerCase().replaceAll(SEPARATORS, " ");
  const needle = typed.trim().toLowerCase().replaceAll(SEPARATORS, " ");
  if (needle === "" || haystack.startsWith(needle)) return 2;
  const isThere = (word: string) => ` ${haystack}`.includes(` ${word}`);
  return needle.split(" ").every(isThere) ? 1 : 0;
}

/** Entries that match what was typed, the best match first, otherwise in their own order. */
export function matching(entries: readonly Entry[], typed: string): Entry[] {
  const scored = entries.map((entry) => ({
    entry,
    // A match of the label outranks a match of the synonyms.
    score: Math.max(fit(entry.label, typed) * 2, fit(entry.synonyms, typed)),
  }));
  return scored
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .map(({ entry }) => entry);
}

/** The label split at the typed text: before, the match, after. */
export function highlight(label: string, typed: string): [string, string, string] {
  const needle = typed.trim().toLowerCase();
  const at = needle === "" ? -1 : label.toLowerCase().indexOf(needle);
  if (at < 0) return [label, "", ""];
  return [label.slice(0, at), label.slice(at, at + needle.length), label.slice(at + needle.length)];
}

/** The rest of the best completion, shown greyed out behind what was typed. */
export function ghost(typed: string, best: string | undefined): string {
  if (!best || typed.trim() === "" || typed !== typed.trimStart()) return "";
  return best.toLowerCase().startsWith(typed.toLowerCase()) ? best.slice(typed.length) : "";
}
