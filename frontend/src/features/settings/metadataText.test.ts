import { describe, expect, test } from "vitest";
import { aProvider } from "../../../tests/providers";
import type { ImportRun, Provider } from "../../api/types";
import {
  failureText,
  importOutcomeText,
  providerStatusText,
  rateOf,
  importProgressText,
  sampleOf,
  shareOf,
} from "./metadataText";

const NOW = new Date("2026-11-21T12:00:00");

function aRun(changes: Partial<ImportRun> = {}): ImportRun {
  return {
    id: 1,
    source: "imdb",
    state: "running",
    step: "reading",
    rowsDone: 3_100_000,
    rowsTotal: 11_000_000,
    badRows: 0,
    message: "",
    counts: {},
    startedAt: "2026-11-21T11:00:00Z",
    updatedAt: "2026-11-21T11:00:10Z",
    finishedAt: null,
    ...changes,
  };
}

describe("a provider shows its state", () => {
  test.each<[Partial<Provider>, string]>([
    [{ configured: false, state: "off" }, "No key yet"],
    [{}, "Ready"],
    [{ lastSuccessAt: "2026-11-21T11:59:50" }, "Last response just now"],
    [{ lastSuccessAt: "2026-11-21T11:30:00" }, "Last response 30 min ago"],
    [{ lastSuccessAt: "2026-11-20T11:30:00" }, "Last response yesterday"],
    [{ state: "waiting", disabledUntil: "2026-11-21T12:30:00" }, "Paused until 12:30"],
    [{ lastError: "provider_unreachable: it is away" }, "Asked again when it is needed"],
  ])("%j", (changes, words) => {
    expect(providerStatusText(aProvider(changes), NOW)).toBe(words);
  });
});

test.each([
  ["provider_key_refused: The provider does not accept our key (401).", /Replace it/],
  ["provider_rate_limited: The provider's rate limit is reached.", /limit of requests/],
  ["provider_garbled: The response is not JSON.", /Something else answered/],
  ["provider_new: Said the server.", /^provider_new: Said the server.$/],
])("a failure is said in words: %s", (lastError, text) => {
  expect(failureText(lastError)).toMatch(text);
});

test("a source without an error has no text for one", () => {
  expect(failureText(null)).toBeNull();
});

describe("an import under way", () => {
  const before = sampleOf(aRun({ rowsDone: 1_100_000, updatedAt: "2026-11-21T11:00:05Z" }));

  test("shows rate and time left from two readings", () => {
    const rate = rateOf(aRun(), before);

    expect(rate).toBe(400_000);
    expect(importProgressText(aRun(), rate)).toBe(
      "3.1 million of 11 million rows · 400 thousand a second · 20 s left",
    );
    expect(shareOf(aRun())).toBeCloseTo(28.18, 1);
  });

  test("does not compare one step with another", () => {
    expect(rateOf(aRun({ step: "episodes" }), before)).toBeNull();
    expect(rateOf(aRun(), null)).toBeNull();
  });

  test("without a total shows the count", () => {
    expect(importProgressText(aRun({ rowsTotal: null }), null)).toBe("3.1 million rows");
    expect(shareOf(aRun({ rowsTotal: null }))).toBeNull();
  });
});

test.each<[Partial<ImportRun>, string]>([
  [{ state: "completed" }, "Imported today, 3.1 million rows"],
  [{ state: "unchanged" }, "Checked today, nothing new"],
  [{ state: "refused", message: "A column is gone." }, "Refused today: A column is gone."],
  [{ state: "failed" }, "Failed today: no reason given"],
])("an import that ended says how: %j", (changes, words) => {
  expect(importOutcomeText(aRun({ ...changes, finishedAt: "2026-11-21T10:00:00" }), NOW)).toBe(
    words,
  );
});
