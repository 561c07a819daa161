import { expect, test } from "vitest";
import { makeGuess } from "../../../tests/library";
import { makeMedia } from "../../../tests/media";
import { aFile } from "../../../tests/titles";
import { guessText, nameParts, displayName, confidenceText } from "./fileNames";

test("title and year are highlighted in the name", () => {
  const parts = nameParts(
    "The.General.1926.Restored.mkv",
    makeGuess({ title: "The General", year: 1926 }),
  );

  expect(parts).toEqual([
    { text: "The.General", read: "title" },
    { text: ".", read: null },
    { text: "1926", read: "number" },
    { text: ".Restored.mkv", read: null },
  ]);
});

test.each(["p1.s01e05.webm", "p1 S1E5.webm", "p1.1x05.webm"])(
  "the episode is marked in %s",
  (name) => {
    const parts = nameParts(name, makeGuess({ season: 1, episode: 5 }));

    expect(parts.some((part) => part.read === "number")).toBe(true);
    expect(parts.map((part) => part.text).join("")).toBe(name);
  },
);

test("a name without matches stays whole", () => {
  expect(nameParts("VTS_01_1.VOB", makeGuess())).toEqual([{ text: "VTS_01_1.VOB", read: null }]);
  expect(nameParts("a (b.mkv", makeGuess({ title: "c (d" }))).toEqual([
    { text: "a (b.mkv", read: null },
  ]);
});

test("a guess is described", () => {
  expect(guessText(makeGuess({ title: "p1", season: 1, episode: 5 }))).toEqual([
    "p1",
    "season 1",
    "episode 5",
  ]);
  expect(guessText(makeGuess({ title: "Unciv", platform: "Linux" }))).toEqual(["Unciv", "Linux"]);
  expect(guessText(makeGuess({ title: "Sintel", ids: { tmdb: "45745" } }))).toEqual([
    "Sintel",
    "TMDB 45745",
  ]);
});

test("a file is named by its title, else by its own name", () => {
  expect(displayName(aFile({ media: makeMedia({ title: "Sintel" }) }))).toBe("Sintel");
  expect(displayName(aFile({ fileName: "the.general.avi", matchState: "unmatched" }))).toBe(
    "the.general",
  );
});

test("a confidence has a label", () => {
  expect([0.96, 0.75, 0.5, 0.41].map(confidenceText)).toEqual([
    "sure",
    "likely",
    "maybe",
    "unlikely",
  ]);
});
