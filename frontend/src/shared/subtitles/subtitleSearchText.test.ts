import { expect, test } from "vitest";
import { failureText, fitText, needsKey, proposalText, reasonsText } from "./subtitleSearchText";

const NOON = new Date(2026, 1, 13, 12);

test("a used-up quota says until when", () => {
  const retryAt = new Date(2026, 1, 13, 23, 59).toISOString();

  expect(failureText({ reason: "quota", retryAt }, NOON)).toMatch(/used up until .*59/);
  expect(failureText({ reason: "quota", retryAt: null }, NOON)).toContain("used up.");
});

test("only a missing or refused key leads to the settings", () => {
  const reasons = ["subtitle_source_off", "no_key", "key_refused", "quota", "unreachable"];

  expect(reasons.filter(needsKey)).toEqual(["subtitle_source_off", "no_key", "key_refused"]);
});

test("a score is said in words, with its reasons", () => {
  const parts = [
    { code: "hash" as const, text: "Made for this very file", points: 70 },
    { code: "trusted" as const, text: "Trusted uploader", points: 5 },
  ];

  expect([95, 40, 39].map(fitText)).toEqual(["Fits", "Likely fits", "May not fit"]);
  expect(reasonsText({ parts })).toBe("Made for this very file · Trusted uploader");
});

test("a proposal says which way, and admits when it is not sure", () => {
  const sure = { isSure: true, speed: 1 };

  expect(proposalText({ ...sure, offsetMs: 2400 })).toBe("2.4 s later, sure.");
  expect(proposalText({ ...sure, offsetMs: -600 })).toBe("0.6 s earlier, sure.");
  expect(proposalText({ ...sure, offsetMs: 0 })).toContain("fits as it is");
  expect(proposalText({ ...sure, offsetMs: 400, speed: 25 / 24 })).toContain("frame rate");
  expect(proposalText({ isSure: false, offsetMs: 9, speed: 1 })).toContain("Could not tell");
});
