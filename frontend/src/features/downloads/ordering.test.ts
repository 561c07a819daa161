import { expect, test } from "vitest";
import { moved, placeByKey, wayFrom } from "./ordering";

test("the ends of the queue are reached in one step, the rest neighbour by neighbour", () => {
  expect(wayFrom(3, 0, 5)).toEqual({ to: "top", times: 1 });
  expect(wayFrom(1, 4, 5)).toEqual({ to: "bottom", times: 1 });
  expect(wayFrom(3, 1, 5)).toEqual({ to: "up", times: 2 });
  expect(wayFrom(1, 3, 5)).toEqual({ to: "down", times: 2 });
});

test("staying, or leaving the list, is no way", () => {
  expect(wayFrom(2, 2, 5)).toBeNull();
  expect(wayFrom(2, 5, 5)).toBeNull();
});

test("one is taken out and put in, the others keep their order", () => {
  expect(moved(["a", "b", "c", "d"], 3, 1)).toEqual(["a", "d", "b", "c"]);
  expect(moved(["a", "b", "c", "d"], 0, 2)).toEqual(["b", "c", "a", "d"]);
});

test("arrows move by one, Home and End to the ends", () => {
  expect(placeByKey("ArrowUp", 2, 4)).toBe(1);
  expect(placeByKey("ArrowDown", 3, 4)).toBeNull();
  expect(placeByKey("Home", 2, 4)).toBe(0);
  expect(placeByKey("End", 2, 4)).toBe(3);
  expect(placeByKey("a", 2, 4)).toBeNull();
});
