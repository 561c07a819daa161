// @vitest-environment jsdom
import { expect, test } from "vitest";
import type { PlannedMove } from "../../api/types";
import { failureText, importedText, importLabel, problemText, versionText } from "./fileMoves";

const move = (changes: Partial<PlannedMove>): PlannedMove => ({
  libraryItemId: "1",
  fileName: "sintel.mkv",
  fileSizeBytes: 1,
  media: null,
  episodeLabel: null,
  extraKind: "",
  folder: "/films",
  target: "Sintel (2010)/Sintel (2010).mkv",
  problem: null,
  failure: "",
  versions: [],
  ...changes,
});

test("the button of an import counts its files, if any can be imported", () => {
  expect([0, 1, 2].map(importLabel)).toEqual(["Import", "Import 1 file", "Import 2 files"]);
});

test("a file that moves has no problem", () => {
  expect(problemText(move({}))).toBeNull();
});

test("a file says why it stays, or why it stayed the last time", () => {
  expect(problemText(move({ problem: "no_folder" }))).toBe(
    "No library folder is for titles of this kind.",
  );
  expect(problemText(move({ failure: "Another file has this name." }))).toBe(
    "Last time: Another file has this name.",
  );
});

test("failures are counted, with the first reason", () => {
  const failed = [
    { fileName: "a.mkv", problem: "Another file has this name." },
    { fileName: "b.mkv", problem: "The file is not there any more." },
  ];

  expect(failureText({ open: 0, done: 3, failed })).toBe(
    "Moved 3 of 5 files. Another file has this name.",
  );
  expect(failureText({ open: 0, done: 3, failed: [] })).toBeNull();
});

test("a version in the library says whether it is replaced, and why", () => {
  const version = {
    libraryItemId: "2",
    fileName: "old.mkv",
    fileSizeBytes: 2_000_000_000,
    isReplaced: true,
    reason: "2160p instead of 1080p",
  };

  expect(versionText(version)).toBe("Replaces old.mkv, 2 GB: 2160p instead of 1080p");
  expect(versionText({ ...version, isReplaced: false, reason: "The new file is shorter" })).toBe(
    "Stays beside old.mkv, 2 GB: The new file is shorter",
  );
  expect(importedText(2, 1)).toBe("Importing 2 files. 1 worse version goes to the recycle folder");
});
