import { expect, test } from "vitest";
import type { LibraryFolder } from "../../api/types";
import { foldersLead, folderStatusText, folderTone, spaceText, usedPercent } from "./folders";

const NOW = new Date("2026-11-21T12:00:00");

function aFolder(changes: Partial<LibraryFolder> = {}): LibraryFolder {
  return {
    path: "/media/films",
    source: "stored",
    state: "ok",
    files: 12,
    freeBytes: 250e9,
    totalBytes: 1e12,
    scannedAt: null,
    scanId: null,
    ...changes,
  };
}

test.each([
  [{ state: "missing" }, "bad", /Connect the disk/],
  [{ state: "unreadable" }, "bad", /not allowed/],
  [{ scanId: "a-scan" }, "busy", /Scanning now/],
  [{}, "good", /Not scanned yet/],
  [{ scannedAt: "2026-11-21T11:00:00" }, "good", /^Scanned /],
] as const)("a folder says how it is: %j", (changes, tone, words) => {
  expect(folderTone(aFolder(changes))).toBe(tone);
  expect(folderStatusText(aFolder(changes), NOW)).toMatch(words);
});

test("the space of a disk is shown while it is there", () => {
  expect(spaceText(aFolder())).toBe("250 GB free of 1 TB");
  expect(usedPercent(aFolder())).toBe(75);
  expect(spaceText(aFolder({ freeBytes: null, totalBytes: null }))).toBe("");
});

test("the header counts files and folders", () => {
  expect(foldersLead([aFolder(), aFolder()])).toMatch(/^24 files in two folders\./);
  expect(foldersLead([aFolder({ files: 1 })])).toMatch(/^1 file in one folder\./);
});
