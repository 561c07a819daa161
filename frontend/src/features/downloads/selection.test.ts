import { expect, test } from "vitest";
import { kept, NOTHING, ranged, toggled } from "./selection";

const ORDER = ["a", "b", "c", "d"];
const ids = (chosen: { ids: ReadonlySet<string> }) => [...chosen.ids].toSorted();

test("a press chooses, another one takes it back", () => {
  const once = toggled(NOTHING, "b");

  expect(ids(once)).toEqual(["b"]);
  expect(ids(toggled(once, "b"))).toEqual([]);
});

test("with Shift everything between the last press and this one is chosen, both ways", () => {
  expect(ids(ranged(toggled(NOTHING, "b"), "d", ORDER))).toEqual(["b", "c", "d"]);
  expect(ids(ranged(toggled(NOTHING, "d"), "c", ORDER))).toEqual(["c", "d"]);
});

test("a range keeps its beginning, so that it can be made shorter by going back", () => {
  const first = ranged(toggled(NOTHING, "a"), "b", ORDER);

  expect(first.anchor).toBe("a");
  expect(ids(ranged(first, "d", ORDER))).toEqual(["a", "b", "c", "d"]);
});

test("with nothing chosen yet, Shift chooses this one", () => {
  expect(ids(ranged(NOTHING, "c", ORDER))).toEqual(["c"]);
});

test("what left the page is not chosen any more", () => {
  const chosen = ranged(toggled(NOTHING, "a"), "c", ORDER);

  expect(ids(kept(chosen, ["b", "c"]))).toEqual(["b", "c"]);
  expect(kept(chosen, ["b", "c"]).anchor).toBeNull();
  expect(kept(chosen, ORDER)).toBe(chosen);
});
