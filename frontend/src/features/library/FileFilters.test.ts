// @vitest-environment jsdom
import { expect, test } from "vitest";
import { filesLead, filtersOf } from "./FileFilters";

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

test.each([
  [12, 0, {}, "12 files on your disks"],
  [12, 2, {}, "10 files on your disks, 2 missing"],
  [3, 1, { mediaType: "movie" }, "2 matching files, 1 missing"],
  [3, 1, { condition: "damaged" }, "2 files without a video, 1 missing"],
  [2, 2, { condition: "missing" }, "2 files not found by scans"],
  [0, 0, {}, "Your films and shows appear here"],
] as const)("%i files, %i of them missing, of %j: %s", (total, missing, filters, text) => {
  expect(filesLead(total, missing, filters)).toBe(text);
});
