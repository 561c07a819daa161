import { expect, test } from "vitest";
import { makeMedia } from "../../../tests/media";
import type { Suggestion } from "../../api/types";
import { mergeResults, ExpiringCache, splitSuggestions } from "./mergeSuggestions";

const suggestion = (id: number, title: string, kind: Suggestion["kind"] = "movie"): Suggestion => ({
  kind,
  id,
  title,
  year: 1927,
  posterUrl: null,
  mediaType: kind === "person" ? null : kind,
});

const names = (titles: readonly { title: string }[]) => titles.map(({ title }) => title);

test("people are listed separately from titles, both in their order", () => {
  const found = splitSuggestions([
    suggestion(1, "Metropolis"),
    suggestion(2, "Fritz Lang", "person"),
    suggestion(3, "Meteor Garden", "show"),
  ]);

  expect(names(found.titles)).toEqual(["Metropolis", "Meteor Garden"]);
  expect(found.titles[1]?.mediaType).toBe("show");
  expect(found.people.map(({ name }) => name)).toEqual(["Fritz Lang"]);
});

test("the full response does not move listed results", () => {
  const quick = splitSuggestions([suggestion(1, "Metropolis"), suggestion(3, "Meteor")]);
  const full = {
    titles: [
      makeMedia({ id: 5, title: "Metro" }),
      makeMedia({ id: 3, title: "Meteor", inLibrary: true }),
      makeMedia({ id: 1, title: "Metropolis", overview: "A city." }),
    ],
    people: [],
  };

  const found = mergeResults(quick, full, 6);

  expect(names(found.titles)).toEqual(["Metropolis", "Meteor", "Metro"]);
  expect(found.titles[0]?.overview).toBe("A city.");
  expect(found.titles[1]?.inLibrary).toBe(true);
});

test("the list has a maximum length", () => {
  const quick = splitSuggestions([suggestion(1, "A"), suggestion(2, "B")]);
  const full = { titles: [makeMedia({ id: 3 }), makeMedia({ id: 4 })], people: [] };

  expect(mergeResults(quick, full, 3).titles).toHaveLength(3);
});

test("a response is cached for a while, and the oldest is evicted", () => {
  let now = 0;
  const answers = new ExpiringCache<number>(2, 60_000, () => now);
  answers.set("m", 1);
  answers.set("me", 2);
  answers.set("met", 3);

  expect(answers.get("m")).toBeUndefined();
  expect(answers.get("met")).toBe(3);
  now = 60_001;
  expect(answers.get("met")).toBeUndefined();
});
