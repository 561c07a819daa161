import { expect, test } from "vitest";
import { resumePoint } from "./resume";

test.each([
  [724, 3600, 724],
  [3, 3600, 0],
  [3590, 3600, 0],
  [724, 0, 724],
])("left at %d s of %d s, it goes on at %d s", (positionSeconds, durationSeconds, at) => {
  expect(resumePoint({ positionSeconds, durationSeconds })).toBe(at);
});
