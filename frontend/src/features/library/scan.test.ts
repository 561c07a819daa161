// @vitest-environment jsdom
import { expect, test } from "vitest";
import type { Scan } from "../../api/types";
import { scanResultText } from "./scan";

function scan(changes: Partial<Scan>): Scan {
  return {
    id: "s1",
    status: "completed",
    filesFound: 22,
    filesAdded: 0,
    filesUpdated: 0,
    filesMissing: 0,
    message: "",
    createdAt: "2026-03-20T19:00:00Z",
    finishedAt: null,
    ...changes,
  };
}

test("a scan reports new files", () => {
  expect(scanResultText(scan({ filesAdded: 2, filesUpdated: 1 }))).toBe(
    "22 files, 2 new, 1 changed",
  );
  expect(scanResultText(scan({ filesFound: 1 }))).toBe("1 file, nothing new");
});
