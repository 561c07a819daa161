import { expect, test } from "vitest";
import { speedLabel, stepSpeed } from "./playbackSpeeds";

test.each([
  [1, 1, 1.25],
  [1, -1, 0.75],
  [2, 1, 2],
  [0.5, -1, 0.5],
  [1.1, 1, 1.25],
] as const)("from %d a step of %d leads to %d", (speed, steps, next) => {
  expect(stepSpeed(speed, steps)).toBe(next);
});

test("a speed is written as a factor", () => {
  expect(speedLabel(1.25)).toBe("1.25×");
});
