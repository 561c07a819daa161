import { expect, test } from "vitest";
import type { ConvertedCopy } from "../../api/types";
import { choiceText, copyStateText, usedText } from "./copyText";

const copy = (facts: Partial<ConvertedCopy>): ConvertedCopy => ({
  id: "1",
  label: "720p",
  audioLabel: "English",
  state: "ready",
  reason: "",
  progress: 100,
  sizeBytes: 1_500_000_000,
  createdAt: "2026-01-01T00:00:00Z",
  canRemove: true,
  ...facts,
});

test("a copy says how far it is, what it takes, or why there is none", () => {
  expect(copyStateText(copy({}))).toBe("Ready · 1.5 GB");
  expect(copyStateText(copy({ state: "running", progress: 40 }))).toBe("Being converted · 40 %");
  expect(copyStateText(copy({ state: "waiting" }))).toBe("Waits for its turn");
  expect(copyStateText(copy({ state: "failed", reason: "disk_full" }))).toBe(
    "The object store is full.",
  );
});

test("a choice names its quality and the most that it takes", () => {
  expect(choiceText({ height: 720, label: "720p", maxBytes: 3_600_000_000 })).toBe(
    "720p · up to 3.6 GB",
  );
  const copies = { items: [], choices: [], audioTracks: [], whyNot: "" as const };
  expect(usedText({ ...copies, usedBytes: 3_200_000_000, quotaBytes: 100_000_000_000 })).toBe(
    "Copies of all films take 3.2 GB of 100 GB.",
  );
});
