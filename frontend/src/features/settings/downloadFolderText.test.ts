import { expect, test } from "vitest";
import type { Folder } from "../../api/types";
import { checkText, folderText, isFolderWell } from "./downloadFolderText";

const folder = (changes: Partial<Folder>): Folder => ({
  path: "/media/incoming",
  name: "incoming",
  freeBytes: 1.1e12,
  totalBytes: 4e12,
  isWritable: true,
  ...changes,
});

test("a folder says how much space is left", () => {
  expect(folderText(folder({}))).toBe(
    "1.1 TB free of 4 TB. Finished files are added to your library.",
  );
  expect(isFolderWell(folder({}))).toBe(true);
});

test("a folder that cannot be written is not well", () => {
  expect(folderText(folder({ isWritable: false }))).toMatch("cannot write to this folder");
  expect(isFolderWell(folder({ isWritable: false }))).toBe(false);
});

test("without a worker nothing is claimed", () => {
  const unknown = folder({ isWritable: null, freeBytes: null, totalBytes: null });

  expect(folderText(unknown)).toBe("No worker has reported about it yet.");
  expect(isFolderWell(unknown)).toBe(true);
});

test("a tested folder says that it can be written, and its space where that is known", () => {
  const found = { path: "/media/disk", problem: null, freeBytes: 1.1e12, totalBytes: 4e12 };

  expect(checkText(found)).toBe("It can be written, 1.1 TB free of 4 TB.");
  expect(checkText({ ...found, freeBytes: null, totalBytes: null })).toBe("It can be written.");
});
