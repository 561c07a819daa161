import { expect, test } from "vitest";
import { hasLeftResume, resumePoint } from "./resumePoint";

test.each([
  [724, 3600, 724],
  [3, 3600, 0],
  [3590, 3600, 0],
  [724, 0, 724],
])("left at %d s of %d s, it goes on at %d s", (positionSeconds, durationSeconds, at) => {
  expect(resumePoint({ positionSeconds, durationSeconds })).toBe(at);
});

test("a seek away from where playback has resumed takes back the offer to start over", () => {
  expect(hasLeftResume(73, 18)).toBe(true);
  // Attaching the source seeks to the place itself, or to the frame next to it.
  expect(hasLeftResume(73, 73.4)).toBe(false);
  expect(hasLeftResume(undefined, 18)).toBe(false);
});
