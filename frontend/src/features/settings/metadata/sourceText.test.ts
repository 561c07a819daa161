import { expect, test } from "vitest";
import type {
  Coverage,
  EnrichmentSource,
  MatchedTitle,
  UndescribedTitle,
} from "../../../api/types";
import {
  canResume,
  coverageText,
  matchText,
  outcomeText,
  shareOf,
  sourceText,
  unansweredOf,
} from "./sourceText";

const NOW = new Date("2026-01-01T12:00:00Z");
const source = (given: Partial<EnrichmentSource>): EnrichmentSource => ({
  provider: "tmdb",
  state: "idle",
  pausedAt: null,
  restingUntil: null,
  lastSuccessAt: null,
  lastError: null,
  isDailyLimitUsed: false,
  perHour: 0,
  coverage: [],
  ...given,
});
const movies = (given: Partial<Coverage>): Coverage => ({
  kind: "movie",
  total: 0,
  matched: 0,
  notFound: 0,
  failed: 0,
  pending: 0,
  ...given,
});

test("a working source says its rate when it has one", () => {
  expect(sourceText(source({ state: "working" }), NOW)).toBe("Working");
  expect(sourceText(source({ state: "working", perHour: 120 }), NOW)).toBe(
    "Working, 120 titles in the last hour",
  );
});

test("a resting source says until when", () => {
  const resting = source({ state: "resting", restingUntil: "2026-01-01T13:00:00Z" });
  expect(sourceText(resting, NOW)).toMatch(/^Resting until .+/);
});

test("a source whose requests of the day are used says so, and cannot be resumed", () => {
  const resting = source({ state: "resting", restingUntil: "2026-01-02T00:00:00Z" });
  const used = { ...resting, isDailyLimitUsed: true };
  expect(sourceText(used, NOW)).toMatch(/^Resting until .+: today’s share of requests is used$/);
  expect([resting, used].map(canResume)).toEqual([true, false]);
});

test("only a complete kind is at a hundred percent", () => {
  expect(shareOf(movies({ total: 1000, matched: 999 }))).toBe(99);
  expect(shareOf(movies({ total: 3, matched: 3 }))).toBe(100);
  expect(shareOf(movies({}))).toBe(0);
});

test("what could not be described is named", () => {
  expect(coverageText(movies({ total: 40, matched: 12, notFound: 3, failed: 1 }))).toBe(
    "12 of 40 · 3 not found · 1 failed",
  );
  expect(coverageText(movies({}))).toBe("None yet");
});

test("a source without a key says so, and one that needs none is switched off", () => {
  expect(sourceText(source({ state: "off" }), NOW)).toBe("No key yet, so it is asked for nothing");
  expect(sourceText(source({ state: "off", provider: "tvmaze" }), NOW)).toBe("Switched off");
});

test("only what was not answered can be asked again", () => {
  const coverage = [movies({ notFound: 2, matched: 9 }), movies({ failed: 1, pending: 7 })];
  expect(unansweredOf(source({ coverage }))).toBe(3);
});

test("a title says when it is asked for again", () => {
  const title = { outcome: "failed", nextAttemptAt: null } as UndescribedTitle;
  expect(outcomeText(title, NOW)).toBe("Failed");
  expect(outcomeText({ ...title, nextAttemptAt: "2026-02-01T12:00:00Z" }, NOW)).toBe(
    "Failed, asked again 1 February",
  );
});

test("a title that was matched by hand says with what and when", () => {
  const title = { source: "tmdb", externalId: "19", matchedAt: "2026-01-01T11:00:00Z" };
  expect(matchText(title as MatchedTitle, NOW)).toBe("TMDB 19 · matched today");
  expect(matchText({ ...title, externalId: null } as MatchedTitle, NOW)).toBe("matched today");
});
