/** What the palette offers besides titles. Pure: which words lead to which page or action. */
import type { Component } from "solid-js";

export interface Entry {
  id: string;
  label: string;
  note: "Page" | "Action";
  icon: Component<{ "aria-hidden"?: "true" }>;
  /** Other words for it. */
  synonyms: string;
  run: () => void;
}

const WORD_START = /[\s/-]+/;

/** How well `text` answers `typed`: 2 begins so, 1 has a word that does, 0 not at all. */
export function fit(text: string, typed: string): 0 | 1 | 2 {
  const haystack = text.toLowerCase();
  const needle = typed.trim().toLowerCase();
  if (needle === "" || haystack.startsWith(needle)) return 2;
  return haystack.split(WORD_START).some((word) => word.startsWith(needle)) ? 1 : 0;
}

/** Those that answer what was typed, the best first and otherwise in their own order. */
export function matching(entries: readonly Entry[], typed: string): Entry[] {
  const scored = entries.map((entry) => ({
    entry,
    // What it is called counts for more than what else it is known as.
    score: Math.max(fit(entry.label, typed) * 2, fit(entry.synonyms, typed)),
  }));
  return scored
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .map(({ entry }) => entry);
}

/** The label cut where the typed words are in it: before, the words, after. */
export function highlight(label: string, typed: string): [string, string, string] {
  const needle = typed.trim().toLowerCase();
  const at = needle === "" ? -1 : label.toLowerCase().indexOf(needle);
  if (at < 0) return [label, "", ""];
  return [label.slice(0, at), label.slice(at, at + needle.length), label.slice(at + needle.length)];
}

/** The rest of the best completion, shown as ghost text behind what was typed. */
export function ghost(typed: string, best: string | undefined): string {
  if (!best || typed.trim() === "" || typed !== typed.trimStart()) return "";
  return best.toLowerCase().startsWith(typed.toLowerCase()) ? best.slice(typed.length) : "";
}
