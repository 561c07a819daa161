import { expect, test } from "vitest";
import type { ConvertedCopy } from "../../api/types";
import {
  askText,
  choiceText,
  copyOf,
  copyStateText,
  nextText,
  removedText,
  summaryText,
  usedText,
} from "./convertedCopyText";

const copy = (facts: Partial<ConvertedCopy>): ConvertedCopy => ({
  id: "1",
  height: 720,
  label: "720p",
  audioIndex: 1,
  audioLabel: "English",
  state: "ready",
  reason: "",
  waitsFor: "",
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
  expect(copyStateText(copy({ state: "failed", reason: "ended_early" }))).toContain(
    "ended before the film did",
  );
});

test("a copy that is being made says what it makes way for", () => {
  const texts = (["viewers", "downloads", "requests"] as const).map((waitsFor) =>
    copyStateText(copy({ state: "running", progress: 40, waitsFor })),
  );

  expect(texts).toEqual([
    "Paused while films are converted for viewers · 40 %",
    "Paused while downloads are running · 40 %",
    "Paused for copies that people asked for · 40 %",
  ]);
});

test("a copy that others asked for stays when one person removes it", () => {
  const after = (items: ConvertedCopy[]) => ({
    items,
    choices: [],
    audioTracks: [],
    whyNot: "" as const,
    usedBytes: 0,
    quotaBytes: 1,
  });

  expect(removedText(copy({}), after([]))).toBe("The copy in 720p was removed.");
  expect(removedText(copy({}), after([copy({ canRemove: false })]))).toContain("stays for others");
});

test("a choice names its quality, and the most that it takes or how far its copy is", () => {
  const choice = { height: 720, label: "720p", maxBytes: 3_600_000_000 } as const;
  expect(choiceText(choice, undefined)).toBe("720p · up to 3.6 GB");
  expect(choiceText(choice, copy({}))).toBe("720p · kept");
  expect(choiceText(choice, copy({ state: "waiting" }))).toBe("720p · being made");
  expect(choiceText(choice, copy({ state: "failed" }))).toBe("720p · failed");
  const copies = { items: [], choices: [], audioTracks: [], whyNot: "" as const };
  expect(usedText({ ...copies, usedBytes: 3_200_000_000, quotaBytes: 100_000_000_000 })).toBe(
    "Copies of all films take 3.2 GB of 100 GB.",
  );
});

test("a copy that is there or being made is not asked for again, one that failed is", () => {
  expect(askText(undefined)).toEqual({ label: "Keep a copy", isOffered: true });
  expect(askText(copy({}))).toEqual({ label: "Kept", isOffered: false });
  expect(askText(copy({ state: "running" }))).toEqual({ label: "Being made", isOffered: false });
  expect(askText(copy({ state: "failed" }))).toEqual({ label: "Try again", isOffered: true });
});

test("what can be done depends on the copy and on who may remove it", () => {
  expect(nextText(copy({}))).toBe(
    "This copy is ready. Choose another quality, or remove it above.",
  );
  expect(nextText(copy({ canRemove: false }))).toBe("This copy is ready. Choose another quality.");
  expect(nextText(copy({ state: "waiting" }))).toBe(
    "This copy is being made. Remove it above to stop.",
  );
  expect(nextText(copy({ state: "failed" }))).toBe("");
});

test("a copy belongs to its quality and its sound", () => {
  const items = [
    copy({ id: "1" }),
    copy({ id: "2", audioIndex: 2 }),
    copy({ id: "3", height: null }),
  ];
  const copies = {
    items,
    choices: [],
    audioTracks: [],
    whyNot: "" as const,
    usedBytes: 0,
    quotaBytes: 1,
  };

  expect(copyOf(copies, 720, 2)?.id).toBe("2");
  expect(copyOf(copies, null, 1)?.id).toBe("3");
  expect(copyOf(copies, 480, 1)).toBeUndefined();
});

test("the line on a title says what is kept, being made, or failed", () => {
  expect(summaryText([])).toBe("Keep a converted copy");
  expect(summaryText([copy({}), copy({ label: "480p" })])).toBe("Converted copy kept · 720p, 480p");
  expect(summaryText([copy({}), copy({ state: "running", progress: 40 })])).toBe(
    "Making a converted copy · 40 %",
  );
  expect(summaryText([copy({ state: "running", progress: 40, waitsFor: "downloads" })])).toBe(
    "A converted copy is paused · 40 %",
  );
  expect(summaryText([copy({ state: "waiting" })])).toBe("A converted copy waits for its turn");
  expect(summaryText([copy({ state: "failed" })])).toBe("The converted copy failed");
});
