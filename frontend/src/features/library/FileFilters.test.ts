// @vitest-environment jsdom
import { expect, test } from "vitest";
import { filtersOf } from "./FileFilters";

test("filters are read from the address", () => {
  expect(filtersOf({ type: "show", state: "ignored", q: " moon " })).toEqual({
    mediaType: "show",
    matchState: "ignored",
    query: "moon",
  });
});

test("invalid parameters are no filter", () => {
  expect(filtersOf({ type: "opera", state: "lost", q: "  " })).toEqual({
    mediaType: undefined,
    matchState: undefined,
    query: undefined,
  });
});
