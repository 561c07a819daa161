import { expect, test } from "vitest";
import type { HistoryImport, ImportCounts } from "../../../api/types";
import { countLines, outcomeText, progressText } from "./importText";

const NONE: ImportCounts = {
  kind: "play",
  new: 0,
  there: 0,
  uncertain: 0,
  missing: 0,
  skipped: 0,
  unsupported: 0,
  broken: 0,
  applied: 0,
  undone: 0,
  kept: 0,
};

const IMPORT: HistoryImport = {
  id: "1",
  fileName: "trakt.zip",
  sizeBytes: 1,
  receivedBytes: 1,
  format: "trakt",
  state: "applying",
  message: "",
  rowsDone: 4000,
  rowsTotal: 20_000,
  rowsPerSecond: 1900.4,
  secondsLeft: 8,
  counts: [],
  uncertainTitles: 0,
  missingTitles: 0,
  canApply: false,
  canUndo: false,
  createdAt: "2026-01-01T00:00:00Z",
  appliedAt: null,
};

test("progress has the rate and the time left", () => {
  expect(progressText(IMPORT)).toBe("Importing 4,000 of 20,000 · 1,900 a second · 8 s left");
  expect(progressText({ ...IMPORT, state: "reading", rowsTotal: null })).toBe("Reading the file…");
});

test("a line of counts names what is not zero", () => {
  expect(
    countLines([
      { ...NONE, new: 1412, there: 3 },
      { ...NONE, kind: "game" },
    ]),
  ).toEqual([{ label: "Viewings", parts: ["1,412 new", "3 already here"] }]);
});

test("an earlier import says what became of it", () => {
  const applied = { ...IMPORT, state: "applied" as const, counts: [{ ...NONE, applied: 1 }] };
  expect(outcomeText(applied)).toBe("1 entry imported");
  expect(outcomeText({ ...IMPORT, state: "failed", message: "This zip is damaged." })).toBe(
    "This zip is damaged.",
  );
});
