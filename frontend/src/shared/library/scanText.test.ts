import { expect, test } from "vitest";
import type { Scan } from "../../api/types";
import { scanProgressText } from "./scanText";

function aScan(changes: Partial<Scan>): Scan {
  return {
    id: "s1",
    status: "running",
    phase: "looking",
    filesDone: 0,
    filesTotal: 0,
    filesPerSecond: 0,
    secondsLeft: null,
    waitsFor: null,
    hasWorker: true,
    filesFound: 0,
    filesAdded: 0,
    filesUpdated: 0,
    filesMoved: 0,
    filesUnmatched: 0,
    filesNotFound: 0,
    filesMissing: 0,
    missingIn: [],
    message: "",
    createdAt: "2026-03-20T19:00:00Z",
    finishedAt: null,
    ...changes,
  };
}

test.each([
  [{}, "Looking"],
  [{ filesFound: 1200 }, "Looking, 1,200 files"],
  [{ phase: "settling" }, "Waiting until new files are complete"],
  [{ phase: "adding", filesDone: 1200, filesTotal: 5000 }, "Adding 1,200 of 5,000 files"],
  [
    { phase: "probing", filesDone: 1, filesTotal: 9, secondsLeft: 120 },
    "Reading 1 of 9 files · 2 min left",
  ],
  [{ phase: "matching" }, "Matching"],
  [{ status: "queued" }, "Waiting to start"],
] as const)("a scan says how far it is: %j", (changes, text) => {
  expect(scanProgressText(aScan(changes))).toBe(text);
});

test("a queued scan says what it waits for", () => {
  const waitsFor = { id: "s0", phase: "adding", filesDone: 1, filesTotal: 2 } as const;
  expect(
    scanProgressText(aScan({ status: "queued", waitsFor: { ...waitsFor, paths: ["/a"] } })),
  ).toBe("Waiting for the scan of /a");
  expect(
    scanProgressText(aScan({ status: "queued", waitsFor: { ...waitsFor, paths: ["/a", "/b"] } })),
  ).toBe("Waiting for the scan of 2 folders");
});

test.each(["queued", "running"] as const)("a %s scan without a worker says so", (status) => {
  expect(scanProgressText(aScan({ status, hasWorker: false }))).toBe(
    "No worker is running, so nothing is scanned",
  );
});
