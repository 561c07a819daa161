import { expect, test } from "vitest";
import type { Because } from "../../shared/recommendations/reasonText";
import { railReasons } from "./railReasons";

const because = (title: string, more: Partial<Because> = {}): Because => ({
  mediaId: title.length,
  title,
  kind: "watched",
  rating: null,
  person: null,
  keyword: null,
  genre: null,
  ...more,
});
const RIFIFI = because("Rififi");
const TOPKAPI = because("Topkapi");

function said(rail: Because, titles: Because[][]) {
  const { heading, ofCard } = railReasons(rail, titles);
  const cards = titles.map((each) => {
    const reason = ofCard(each);
    return reason && `${reason.before}[${reason.name}]${reason.after}`;
  });
  return { heading, cards };
}

test("a second reason of all titles is in the heading, and not on the cards", () => {
  const heist = { ...RIFIFI, keyword: "heist" };
  const crime = { ...RIFIFI, genre: "Crime" };

  expect(
    said(RIFIFI, [
      [heist, TOPKAPI],
      [crime, TOPKAPI],
      [RIFIFI, TOPKAPI],
    ]),
  ).toEqual({
    heading: "Because you watched Rififi and Topkapi",
    cards: ["[heist] again", "[Crime], too", undefined],
  });
});

test("a second reason of another kind is a sentence of its own", () => {
  const loved = because("Topkapi", { kind: "favorite" });
  const rated = because("Topkapi", { kind: "rated", rating: 9 });
  const first = because("Rififi", { kind: "rated", rating: 10 });
  const heading = (rail: Because, second: Because) =>
    said(rail, [
      [rail, second],
      [rail, second],
    ]).heading;

  expect(heading(RIFIFI, loved)).toBe("Because you watched Rififi, and because you love Topkapi");
  expect(heading(first, rated)).toBe("Because you gave Rififi 5 stars and Topkapi 4½ stars");
});

test("what all titles are about is in the heading", () => {
  const heist = { ...RIFIFI, keyword: "heist" };

  expect(said(RIFIFI, [[{ ...heist, genre: "Crime" }], [heist, TOPKAPI]])).toEqual({
    heading: "Because you watched Rififi: heist again",
    cards: ["[Crime], too", "And because of [Topkapi]"],
  });
});

test("a card says rather what few of the others say", () => {
  const crime = { ...RIFIFI, genre: "Crime" };
  const { heading, cards } = said(RIFIFI, [
    [crime, TOPKAPI],
    [RIFIFI, TOPKAPI],
    [{ ...RIFIFI, person: "Jules Dassin" }, TOPKAPI],
    [RIFIFI],
  ]);

  expect(heading).toBe("Because you watched Rififi");
  expect(cards).toEqual([
    "[Crime], too",
    "And because of [Topkapi]",
    "[Jules Dassin] again",
    undefined,
  ]);
});
