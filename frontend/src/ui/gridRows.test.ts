import { expect, test } from "vitest";
import {
  gridHeight,
  positionOf,
  indexesToRender,
  rowStep,
  rowsToRender,
  type GridShape,
} from "./gridRows";

const SIX: GridShape = { columns: 6, width: 172, height: 310, columnGap: 20, rowGap: 32 };

test("positions continue in the next row", () => {
  expect(positionOf(0, SIX)).toEqual({ left: 0, top: 0 });
  expect(positionOf(6, SIX)).toEqual({ left: 0, top: rowStep(SIX) });
  expect(positionOf(7, SIX).left).toBeCloseTo(SIX.width + 20);
});

test("the last row leaves no gap under it", () => {
  expect(gridHeight(0, SIX)).toBe(0);
  expect(gridHeight(7, SIX)).toBeCloseTo(2 * SIX.height + SIX.rowGap);
});

test("only rows near the viewport are rendered, however long the list is", () => {
  const [first, end] = rowsToRender(SIX, 60_000, -500 * rowStep(SIX), 900, 2);

  expect(first).toBe(498);
  expect(end - first).toBeLessThan(9);
});

test("nothing is rendered before the beginning and after the end", () => {
  expect(rowsToRender(SIX, 7, 400, 900, 2)).toEqual([0, 2]);
  expect(rowsToRender(SIX, 7, -40_000, 900, 2)).toEqual([2, 2]);
});

test("the kept item is rendered in order, and once", () => {
  const places = (kept: number | null) => indexesToRender(SIX, 20, [2, 4], kept);

  expect(places(null)).toEqual([12, 13, 14, 15, 16, 17, 18, 19]);
  expect(places(3)).toEqual([3, ...places(null)]);
  expect(places(12)).toEqual(places(null));
  expect(indexesToRender(SIX, 20, [0, 1], 19)).toEqual([0, 1, 2, 3, 4, 5, 19]);
});
