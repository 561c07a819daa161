import { expect, test } from "vitest";
import { joinFirstSegments } from "./hlsTimeline";

function segment(start: number, duration: number) {
  return {
    start,
    duration,
    setDuration(seconds: number) {
      this.duration = seconds;
    },
  };
}

test("the first segment ends where the second one begins, and the others stay", () => {
  const segments = [segment(0, 6), segment(6.083, 6), segment(12.083, 6)];

  joinFirstSegments(segments);

  expect(segments.map(({ duration }) => duration)).toEqual([6.083, 6, 6]);
});

test("a single segment stays", () => {
  const segments = [segment(0, 3)];

  joinFirstSegments(segments);

  expect(segments.map(({ duration }) => duration)).toEqual([3]);
});
