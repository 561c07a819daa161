/** The most important crew of a title. No I/O. */
import type { CrewCredit } from "../../api/types";

export interface CrewLine {
  name: string;
  people: { id: number; name: string }[];
}

/** Singular, plural, and the jobs that belong to it. */
const LINES: readonly [one: string, several: string, jobs: readonly string[]][] = [
  ["Created by", "Created by", ["Creator", "Created By"]],
  ["Director", "Directors", ["Director", "Co-Director"]],
  ["Writer", "Writers", ["Screenplay", "Writer", "Teleplay", "Story", "Author", "Adaptation"]],
  [
    "From",
    "From",
    ["Novel", "Book", "Comic Book", "Original Story", "Theatre Play", "Short Story"],
  ],
  ["Music", "Music", ["Original Music Composer", "Music", "Composer", "Music Composer"]],
  ["Camera", "Camera", ["Director of Photography", "Cinematography", "Cinematographer"]],
];
const MAX_PEOPLE = 4;

export function crewLines(crew: readonly CrewCredit[]): CrewLine[] {
  return LINES.flatMap(([one, several, jobs]) => {
    const people = new Map<number, string>();
    for (const credit of crew) {
      if (jobs.includes(credit.job)) people.set(credit.personId, credit.name);
    }
    if (people.size === 0) return [];
    const shown = [...people].slice(0, MAX_PEOPLE).map(([id, name]) => ({ id, name }));
    return [{ name: people.size === 1 ? one : several, people: shown }];
  });
}
