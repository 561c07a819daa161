import { expect, test } from "vitest";
import { gridShape } from "./gridShape";

const DESKTOP = gridShape(1136, 1440);

test("as many columns as a stylesheet would make", () => {
  expect(DESKTOP.columns).toBe(6);
  expect(gridShape(342, 390).columns).toBe(3);
  expect(gridShape(1616, 1920).columns).toBe(8);
});

test("cards and gaps fill the row", () => {
  const { columns, width, columnGap } = DESKTOP;

  expect(columns * width + (columns - 1) * columnGap).toBeCloseTo(1136);
});

test("larger text makes higher cards", () => {
  expect(gridShape(342, 390, 20).height - gridShape(342, 390, 16).height).toBeCloseTo(10.125);
});
