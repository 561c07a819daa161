import { expect, test } from "vitest";
import { moveItem, indexForKey, queueMoveFor } from "./queueOrder";

const QUEUE = ["a", "b", "c", "d", "e"];

test("the ends of the queue have names, other places have numbers", () => {
  expect(queueMoveFor(QUEUE, 3, 0)).toEqual({ to: "top" });
  expect(queueMoveFor(QUEUE, 1, 4)).toEqual({ to: "bottom" });
  expect(queueMoveFor(QUEUE, 3, 1)).toEqual({ placeOf: "b" });
  expect(queueMoveFor(QUEUE, 1, 3)).toEqual({ placeOf: "d" });
});

test("staying in place, or leaving the list, is no move", () => {
  expect(queueMoveFor(QUEUE, 2, 2)).toBeNull();
  expect(queueMoveFor(QUEUE, 2, 5)).toBeNull();
  expect(queueMoveFor(QUEUE, 2, -1)).toBeNull();
});

test("one moves, the others keep their order", () => {
  expect(moveItem(["a", "b", "c", "d"], 3, 1)).toEqual(["a", "d", "b", "c"]);
  expect(moveItem(["a", "b", "c", "d"], 0, 2)).toEqual(["b", "c", "a", "d"]);
});

test("arrows move by one, Home and End to the ends", () => {
  expect(indexForKey("ArrowUp", 2, 4)).toBe(1);
  expect(indexForKey("ArrowDown", 3, 4)).toBeNull();
  expect(indexForKey("Home", 2, 4)).toBe(0);
  expect(indexForKey("End", 2, 4)).toBe(3);
  expect(indexForKey("a", 2, 4)).toBeNull();
});
