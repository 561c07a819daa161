// @vitest-environment jsdom
import { expect, test } from "vitest";
import { filtersOf } from "./LibraryFilters";

test("an address means what it says", () => {
  expect(filtersOf({ type: "show", state: "ignored", q: " moon " })).toEqual({
    mediaType: "show",
    matchState: "ignored",
    query: "moon",
  });
});

test("what an address cannot mean is no filter", () => {
  expect(filtersOf({ type: "opera", state: "lost", q: "  " })).toEqual({
    mediaType: undefined,
    matchState: undefined,
    query: undefined,
  });
});
