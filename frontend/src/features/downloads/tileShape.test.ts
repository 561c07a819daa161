import { expect, test } from "vitest";
import { tileShape } from "./tileShape";

test("as many columns as fit with the minimum tile width", () => {
  expect(tileShape(1000, 1440).columns).toBe(4);
  expect(tileShape(739, 1440).columns).toBe(2);
  expect(tileShape(1000, 1440).width).toBe(242.5);
});

test("a phone of any width has one column", () => {
  expect(tileShape(700, 740)).toMatchObject({ columns: 1, width: 700, rowGap: 4 });
});

test("larger text makes higher tiles, never lower than the picture", () => {
  expect(tileShape(1000, 1440, 16).height).toBe(74);
  expect(tileShape(1000, 1440, 24).height).toBeGreaterThan(90);
});
