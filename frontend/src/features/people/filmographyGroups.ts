/** Groups and sorts a person's credits. No I/O. */
import type { MediaCard, PersonCredit, PersonDetail } from "../../api/types";
import { formatDate } from "../../lib/formatDates";

/** One title in one department, with all of the person's jobs. */
export interface Work {
  media: MediaCard;
  year: number | null;
  /** "Maria, the Machine" or "Screenplay, Story". */
  what: string;
  episodes: number | null;
}

export interface Group {
  title: string;
  works: Work[];
}

const TITLES: Partial<Record<string, string>> = {
  Acting: "On screen",
  Directing: "As director",
  Writing: "As writer",
  Production: "As producer",
  Creator: "As creator",
  Sound: "Music and sound",
  Camera: "Behind the camera",
  Editing: "Editing",
  Art: "Art and design",
  "Costume & Make-Up": "Costume and make-up",
  "Visual Effects": "Visual effects",
  Lighting: "Lighting",
  Crew: "Crew",
};

const groupTitle = (department: string) => (TITLES[department] ?? department) || "Other work";

const newestFirst = (a: Work, b: Work) => (b.year ?? 0) - (a.year ?? 0);

/** Omit a job that repeats the department's heading. */
function whatOf(credit: PersonCredit): string {
  if (credit.department === "Acting") return credit.character;
  return credit.job === professionOf(credit.department) ? "" : credit.job;
}

/** Departments: the one the person is known for first, then by number of titles. */
export function groupsOf(credits: readonly PersonCredit[], knownFor: string): Group[] {
  const departments = new Map<string, Map<number, Work>>();
  for (const credit of credits) {
    const works = departments.get(credit.department) ?? new Map<number, Work>();
    departments.set(credit.department, works);
    const known = works.get(credit.media.id);
    const what = whatOf(credit);
    if (known) {
      // Merge several jobs for one title into one line.
      const isNew = what !== "" && !known.what.split(", ").includes(what);
      if (isNew) known.what = [known.what, what].filter(Boolean).join(", ");
      continue;
    }
    const year = credit.year ?? credit.media.year;
    works.set(credit.media.id, { media: credit.media, year, what, episodes: credit.episodeCount });
  }
  return [...departments]
    .map(([department, works]) => ({ department, works: [...works.values()].sort(newestFirst) }))
    .sort(
      (a, b) =>
        Number(b.department === knownFor) - Number(a.department === knownFor) ||
        b.works.length - a.works.length,
    )
    .map(({ department, works }) => ({ title: groupTitle(department), works }));
}

/** Current age or age at death; null when the dates are unknown. */
export function ageAt(bornOn: string, then: Date): number {
  const [year = 0, month = 1, day = 1] = bornOn.split("-").map(Number);
  const birthdayPassed =
    then.getUTCMonth() + 1 > month ||
    (then.getUTCMonth() + 1 === month && then.getUTCDate() >= day);
  return then.getUTCFullYear() - year - (birthdayPassed ? 0 : 1);
}

export interface LifeFact {
  name: string;
  value: string;
}

/** Birth, death and place of birth, as far as known. */
export function lifeOf(person: PersonDetail, now: Date): LifeFact[] {
  const { bornOn, diedOn, birthYear, deathYear } = person;
  const isAlive = diedOn === null && deathYear === null;
  const age = (then: Date) => (bornOn ? ` (aged ${ageAt(bornOn, then)})` : "");
  const born = bornOn
    ? `${formatDate(bornOn)}${isAlive ? age(now) : ""}`
    : birthYear === null
      ? ""
      : String(birthYear);
  const died = diedOn
    ? `${formatDate(diedOn)}${age(new Date(diedOn))}`
    : deathYear === null
      ? ""
      : String(deathYear);
  return [
    { name: "Born", value: born },
    { name: "Died", value: died },
    { name: "Birthplace", value: person.birthplace },
  ].filter(({ value }) => value !== "");
}

const PROFESSIONS: Partial<Record<string, string>> = {
  Acting: "Actor",
  Directing: "Director",
  Writing: "Writer",
  Production: "Producer",
  Sound: "Composer",
  Camera: "Cinematographer",
  Editing: "Editor",
  Art: "Designer",
  Creator: "Creator",
};

/** "Director" for the department "Directing". */
export const professionOf = (department: string) => PROFESSIONS[department] ?? department;
