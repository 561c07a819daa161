import { expect, test } from "vitest";
import { makeDisk, makeFolder } from "../../../tests/library";
import type { FolderTest, LibraryFolder } from "../../api/types";
import {
  folderFactsText,
  foldersLead,
  folderStatusText,
  folderTone,
  removalText,
  spaceText,
  testLines,
  usedPercent,
} from "./libraryFolderText";

const NOW = new Date("2026-11-21T12:00:00");

const DISK = makeDisk();

const aFolder = (changes: Partial<LibraryFolder> = {}) =>
  makeFolder({ files: 12, disk: DISK, ...changes });

test.each([
  [{ state: "missing" }, "bad", /Connect the disk/],
  [{ state: "away" }, "bad", /disk in it is not connected/],
  [{ state: "away", marker: ".here" }, "bad", /the file \.here is not there/],
  [{ state: "unknown" }, "bad", /^Not known: no worker/],
  [{ state: "unreadable" }, "bad", /not allowed/],
  [{ kind: "games", scannedAt: "2026-11-21T11:00:00" }, "good", /^Scanned /],
  [{ scanId: "a-scan" }, "busy", /Scanning now/],
  [{}, "good", /Not scanned yet/],
  [{ scannedAt: "2026-11-21T11:00:00" }, "good", /^Scanned /],
] as const)("a folder says how it is: %j", (changes, tone, words) => {
  expect(folderTone(aFolder(changes))).toBe(tone);
  expect(folderStatusText(aFolder(changes), NOW)).toMatch(words);
});

test("the space of a disk is shown while it is there", () => {
  expect(spaceText(DISK)).toBe("250 GB free of 1 TB");
  expect(usedPercent(DISK)).toBe(75);
  expect(spaceText(null)).toBe("");
});

test("a test of a network disk says when its new files are found", () => {
  const found: FolderTest = {
    path: "/mnt/nas",
    problem: null,
    entries: 3,
    disk: { ...DISK, isNetwork: true },
    insideOf: null,
    contains: [],
  };
  expect(testLines(found).at(-1)).toMatch(/found within a minute or two/);
});

test("a folder counts its files, and those that are missing", () => {
  const folder = aFolder({ missing: 2, source: "environment" });
  expect(folderFactsText(folder)).toBe(
    "Films and shows · 10 files · 2 missing · From the server's configuration",
  );
});

test("a test says which disk it is, and which folders are in the library already", () => {
  const found: FolderTest = {
    path: "/media/anime",
    problem: null,
    entries: 3,
    disk: DISK,
    insideOf: "/media",
    contains: [],
  };
  expect(testLines(found)).toEqual([
    "Can be read, 3 entries",
    "250 GB free of 1 TB. Disk /media (/dev/sdb1, ext4)",
    "It lies in /media, which is in the library already.",
  ]);
  expect(testLines({ ...found, problem: "No." })).toEqual(["No."]);
});

test("the header counts files and folders", () => {
  expect(foldersLead([aFolder(), aFolder()])).toMatch(/^24 files in two folders\./);
  expect(foldersLead([aFolder({ files: 1 })])).toMatch(/^1 file in one folder\./);
  expect(foldersLead([aFolder({ missing: 2 })])).toMatch(/^10 files in one folder, 2 missing\./);
});

test("missing files do not leave the library as files on the disk", () => {
  expect(removalText(aFolder({ missing: 2 }))).toMatch(/^10 files leave the library/);
});
