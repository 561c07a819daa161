import { expect, test } from "vitest";
import { nearest, type Box } from "./spatialNavigation";

/** Three columns of cards, 100 wide and 150 high, 20 apart. */
const grid = (count: number): Box[] =>
  Array.from({ length: count }, (_, index) => ({
    left: (index % 3) * 120,
    top: Math.floor(index / 3) * 170,
    width: 100,
    height: 150,
  }));

function from(index: number, arrow: Parameters<typeof nearest>[2], count = 8): number | null {
  const boxes = grid(count);
  const box = boxes[index];
  if (!box) throw new Error(`There is no card ${index}`);
  return nearest(boxes, box, arrow);
}

test("right and left move one card", () => {
  expect(from(0, "ArrowRight")).toBe(1);
  expect(from(2, "ArrowLeft")).toBe(1);
});

test("up and down keep the column", () => {
  expect(from(1, "ArrowDown")).toBe(4);
  expect(from(4, "ArrowUp")).toBe(1);
});

test("down into a shorter row takes its closest card", () => {
  expect(from(5, "ArrowDown")).toBe(7);
});

test("the edges of a row do not lead into the next", () => {
  expect(from(2, "ArrowRight")).toBeNull();
  expect(from(3, "ArrowLeft")).toBeNull();
});

test("above the first row there is nothing", () => {
  expect(from(0, "ArrowUp")).toBeNull();
});
