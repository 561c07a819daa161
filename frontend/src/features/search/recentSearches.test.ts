// @vitest-environment jsdom
import { beforeEach, expect, test } from "vitest";
import { addSearch, clearSearches, recentSearches } from "./recentSearches";

beforeEach(() => localStorage.clear());

test("the last search comes first, and once, however it is written", () => {
  for (const text of ["chaplin", "lang", " Chaplin "]) addSearch(text);

  expect(recentSearches()).toEqual(["Chaplin", "lang"]);
});

test("a longer search replaces its prefix", () => {
  for (const text of ["metr", "metropolis"]) addSearch(text);

  expect(recentSearches()).toEqual(["metropolis"]);
});

test("single letters are not kept, and at most eight searches are", () => {
  for (let number = 10; number < 20; number += 1) addSearch(String(number));
  addSearch("x");

  expect(recentSearches()).toHaveLength(8);
  expect(recentSearches()[0]).toBe("19");
});

test("clearing leaves none, and what cannot be read counts as none", () => {
  addSearch("lang");
  clearSearches();
  expect(recentSearches()).toEqual([]);

  localStorage.setItem("seen.searches.", "{");
  addSearch("helm");
  expect(recentSearches()).toEqual(["helm"]);
});
