import { expect, test } from "vitest";
import { gridHeight, gridShape, placeOf, rowStep, rowsToDraw } from "./gridShape";

const DESKTOP = gridShape(1136, 1440);

test("as many columns as a stylesheet would make", () => {
  expect(DESKTOP.columns).toBe(6);
  expect(gridShape(342, 390).columns).toBe(3);
  expect(gridShape(1616, 1920).columns).toBe(8);
});

test("cards fill the line with the gaps between them", () => {
  const { columns, width, columnGap } = DESKTOP;

  expect(columns * width + (columns - 1) * columnGap).toBeCloseTo(1136);
});

test("a larger letter makes a higher card", () => {
  expect(gridShape(342, 390, 20).height - gridShape(342, 390, 16).height).toBeCloseTo(10.125);
});

test("places go on in the next row", () => {
  expect(placeOf(0, DESKTOP)).toEqual({ left: 0, top: 0 });
  expect(placeOf(6, DESKTOP)).toEqual({ left: 0, top: rowStep(DESKTOP) });
  expect(placeOf(7, DESKTOP).left).toBeCloseTo(DESKTOP.width + 20);
});

test("the last row leaves no gap under it", () => {
  expect(gridHeight(0, DESKTOP)).toBe(0);
  expect(gridHeight(7, DESKTOP)).toBeCloseTo(2 * DESKTOP.height + DESKTOP.rowGap);
});

test("only rows near the window are drawn, however long the list is", () => {
  const [first, end] = rowsToDraw(DESKTOP, 60_000, -500 * rowStep(DESKTOP), 900, 2);

  expect(first).toBe(498);
  expect(end - first).toBeLessThan(9);
});

test("nothing is drawn before the beginning and after the end", () => {
  expect(rowsToDraw(DESKTOP, 7, 400, 900, 2)).toEqual([0, 2]);
  expect(rowsToDraw(DESKTOP, 7, -40_000, 900, 2)).toEqual([2, 2]);
});
