import { expect, test } from "vitest";
import type { MediaSegment } from "../../api/segments";
import { isInLastCredits, runsToTheEnd, segmentAt, segmentOrigin } from "./segmentSkipping";

const INTRO: MediaSegment = {
  kind: "intro",
  startSeconds: 30,
  endSeconds: 90,
  source: "manual",
  setBy: null,
};
const CREDITS: MediaSegment = {
  kind: "credits",
  startSeconds: 1400,
  endSeconds: 1495,
  source: "chapter",
  setBy: null,
};

test("a segment is offered from its start until shortly before its end", () => {
  expect(segmentAt([INTRO], 29.9)).toBe(undefined);
  expect(segmentAt([INTRO], 30)).toBe(INTRO);
  expect(segmentAt([INTRO], 87)).toBe(INTRO);
  expect(segmentAt([INTRO], 89)).toBe(undefined);
});

test("the next episode is offered in credits that nothing follows", () => {
  expect(isInLastCredits([INTRO, CREDITS], 1399, 1500)).toBe(false);
  expect(isInLastCredits([INTRO, CREDITS], 1400, 1500)).toBe(true);
  expect(isInLastCredits([INTRO, CREDITS], 1400, 1800)).toBe(false);
  expect(isInLastCredits([INTRO], 1499, 1500)).toBe(false);
});

test("without a known length nothing runs to the end", () => {
  expect(runsToTheEnd(CREDITS, Number.NaN)).toBe(false);
});

test("a segment says how it is known, and who set it", () => {
  expect(segmentOrigin(CREDITS)).toBe("from the chapters of the file");
  expect(segmentOrigin(INTRO)).toBe("set by hand");
  expect(segmentOrigin({ source: "manual", setBy: "Ada" })).toBe("set by hand by Ada");
});
