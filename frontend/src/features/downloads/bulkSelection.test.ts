import { expect, test } from "vitest";
import { retainListed, EMPTY_SELECTION, selectRange, toggleJob } from "./bulkSelection";

const ORDER = ["a", "b", "c", "d"];
const ids = (chosen: { ids: ReadonlySet<string> }) => [...chosen.ids].toSorted();

test("a press selects, another one deselects", () => {
  const once = toggleJob(EMPTY_SELECTION, "b");

  expect(ids(once)).toEqual(["b"]);
  expect(ids(toggleJob(once, "b"))).toEqual([]);
});

test("Shift selects everything between the last press and this one, both ways", () => {
  expect(ids(selectRange(toggleJob(EMPTY_SELECTION, "b"), "d", ORDER))).toEqual(["b", "c", "d"]);
  expect(ids(selectRange(toggleJob(EMPTY_SELECTION, "d"), "c", ORDER))).toEqual(["c", "d"]);
});

test("a range keeps its beginning, so that it can be shortened", () => {
  const first = selectRange(toggleJob(EMPTY_SELECTION, "a"), "b", ORDER);

  expect(first.anchor).toBe("a");
  expect(ids(selectRange(first, "d", ORDER))).toEqual(["a", "b", "c", "d"]);
});

test("with nothing selected yet, Shift selects this one", () => {
  expect(ids(selectRange(EMPTY_SELECTION, "c", ORDER))).toEqual(["c"]);
});

test("a job that left the page is deselected", () => {
  const chosen = selectRange(toggleJob(EMPTY_SELECTION, "a"), "c", ORDER);

  expect(ids(retainListed(chosen, ["b", "c"]))).toEqual(["b", "c"]);
  expect(retainListed(chosen, ["b", "c"]).anchor).toBeNull();
  expect(retainListed(chosen, ORDER)).toBe(chosen);
});
