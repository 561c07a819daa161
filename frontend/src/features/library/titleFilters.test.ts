import { expect, test } from "vitest";
import {
  activeTitleFilters,
  afterSort,
  isFiltered,
  isTurned,
  parseTitleFilters,
  titleQuery,
} from "./titleFilters";

const NOW = new Date("2026-03-20T12:00:00Z");

test("filters are read from the address, and invalid ones are ignored", () => {
  expect(
    parseTitleFilters({ type: "show", codec: "h264", size: "2-10", sort: "colour", from: "12" }),
  ).toEqual({ type: "show", codec: "h264", size: "2-10" });
});

test("the server is asked in its own units", () => {
  const filters = parseTitleFilters({
    type: "movie",
    from: "1990",
    to: "1999",
    size: "30-",
    added: "7",
    seen: "no",
    q: " moon ",
  });

  expect(titleQuery(filters, NOW)).toEqual({
    mediaType: "movie",
    yearMin: 1990,
    yearMax: 1999,
    sizeMin: 30_000_000_000,
    addedSince: "2026-03-13",
    seen: false,
    query: "moon",
  });
});

test("each filter of the sheet has a label that removes it", () => {
  const filters = { from: "1990", to: "1999", genre: "drama", resolution: "hd", type: "movie" };

  expect(activeTitleFilters(filters, () => "Drama")).toEqual([
    { label: "HD and better", names: ["resolution"] },
    { label: "Drama", names: ["genre"] },
    { label: "1990s", names: ["from", "to"] },
  ]);
});

test("an order that is chosen twice is turned around", () => {
  const once = afterSort({}, "title");
  expect(once).toEqual({ sort: "title", order: undefined });
  const twice = afterSort(once, "title");
  expect(twice).toEqual({ sort: "title", order: "desc" });
  expect([isTurned(once), isTurned(twice)]).toEqual([false, true]);
  expect(afterSort(twice, "title")).toEqual(once);
  expect(afterSort({}, "added")).toEqual({ sort: undefined, order: "asc" });
});

test("an order is no filter", () => {
  expect(isFiltered({ sort: "size", order: "asc" })).toBe(false);
  expect(isFiltered({ q: "moon" })).toBe(true);
});
