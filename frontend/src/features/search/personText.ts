import type { PersonCard } from "../../api/types";

/** "Director · Metropolis, M". */
export function aboutPerson(person: PersonCard): string {
  return (
    [professionOf(person), person.titles.slice(0, 2).join(", ")].filter(Boolean).join(" · ") ||
    "Person"
  );
}

export function professionOf(person: PersonCard): string {
  return PROFESSIONS[person.knownFor] ?? person.knownFor;
}

const PROFESSIONS: Partial<Record<string, string>> = {
  Acting: "Actor",
  Directing: "Director",
  Writing: "Writer",
  Production: "Producer",
  Sound: "Composer",
};
