import { describe, expect, test } from "vitest";
import { makeMedia } from "../../../tests/media";
import type { PersonCredit, PersonDetail } from "../../api/types";
import { ageAt, groupsOf, lifeOf } from "./filmographyGroups";

const metropolis = makeMedia({ id: 1, title: "Metropolis", year: 1927 });
const m = makeMedia({ id: 2, title: "M", year: 1931 });
const contempt = makeMedia({ id: 3, title: "Contempt", year: 1963 });

function credit(changes: Partial<PersonCredit> = {}): PersonCredit {
  return {
    media: metropolis,
    department: "Directing",
    job: "Director",
    character: "",
    year: null,
    episodeCount: null,
    ...changes,
  };
}

const LANG: PersonCredit[] = [
  credit({ media: contempt, department: "Acting", job: "Actor", character: "Himself" }),
  credit(),
  credit({ media: m }),
  credit({ department: "Writing", job: "Screenplay" }),
  credit({ department: "Writing", job: "Story" }),
];

test("the known department comes first, then the largest", () => {
  expect(groupsOf(LANG, "Writing").map((group) => group.title)).toEqual([
    "As writer",
    "As director",
    "On screen",
  ]);
});

test("the newest work is on top", () => {
  const [directing] = groupsOf(LANG, "Directing");

  expect(directing?.works.map((work) => work.media.title)).toEqual(["M", "Metropolis"]);
});

test("several jobs on one film are one line", () => {
  const [writing] = groupsOf(LANG, "Writing");

  expect(writing?.works.map((work) => work.what)).toEqual(["Screenplay, Story"]);
});

test("an actor's line is the character, not the job", () => {
  const [acting] = groupsOf(LANG, "Acting");

  expect(acting?.works[0]?.what).toBe("Himself");
});

test("a director's line does not repeat the job", () => {
  const [directing] = groupsOf([credit(), credit({ media: m, job: "Co-Director" })], "Directing");

  expect(directing?.works.map((work) => work.what)).toEqual(["Co-Director", ""]);
});

test("a repeated character is listed once", () => {
  const twice = [
    credit({ department: "Acting", character: "Maria" }),
    credit({ department: "Acting", character: "Maria" }),
    credit({ department: "Acting", character: "" }),
  ];

  expect(groupsOf(twice, "")[0]?.works[0]?.what).toBe("Maria");
});

test("an unknown department keeps its name", () => {
  expect(groupsOf([credit({ department: "Puppets" })], "")[0]?.title).toBe("Puppets");
  expect(groupsOf([credit({ department: "" })], "")[0]?.title).toBe("Other work");
});

describe("age", () => {
  test.each([
    ["2026-12-04", 135],
    ["2026-12-05", 136],
    ["2026-12-06", 136],
  ])("on %s", (day, age) => {
    expect(ageAt("1890-12-05", new Date(day))).toBe(age);
  });
});

const NOBODY: PersonDetail = {
  id: 1,
  name: "Fritz Lang",
  biography: "",
  bornOn: null,
  diedOn: null,
  birthYear: null,
  deathYear: null,
  birthplace: "",
  knownFor: "Directing",
  profileUrl: null,
  profilePlaceholder: null,
  externalIds: { imdb: null, tmdb: null },
  best: [],
  credits: [],
  refreshing: false,
};

describe("personal facts", () => {
  const now = new Date("2026-11-21");

  test("with both days, the age is the one reached", () => {
    const lang = { ...NOBODY, bornOn: "1890-12-05", diedOn: "1976-08-02", birthplace: "Vienna" };

    expect(lifeOf(lang, now)).toEqual([
      { name: "Born", value: "5 December 1890" },
      { name: "Died", value: "2 August 1976 (aged 85)" },
      { name: "Birthplace", value: "Vienna" },
    ]);
  });

  test("a living person's age is as of today", () => {
    expect(lifeOf({ ...NOBODY, bornOn: "1990-01-02" }, now)).toEqual([
      { name: "Born", value: "2 January 1990 (aged 36)" },
    ]);
  });

  test("years alone have no age", () => {
    expect(lifeOf({ ...NOBODY, birthYear: 1890, deathYear: 1976 }, now)).toEqual([
      { name: "Born", value: "1890" },
      { name: "Died", value: "1976" },
    ]);
  });

  test("unknown facts are omitted", () => {
    expect(lifeOf(NOBODY, now)).toEqual([]);
  });
});
