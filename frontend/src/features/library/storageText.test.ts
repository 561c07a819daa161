// @vitest-environment jsdom
import { expect, test } from "vitest";
import { kindCount, kindLink, kindName, resolutionLink, resolutionText } from "./storageText";

const share = (value: string, titles: number, files: number) => ({
  value,
  titles,
  files,
  missingFiles: 0,
  sizeBytes: 1,
});

test.each([
  [share("movie", 1, 2), "Movies", "1 title", "/app/library?type=movie&sort=size"],
  [share("unmatched", 0, 1), "Not matched", "1 file", "/app/library/files?state=unmatched"],
  [share("ignored", 0, 3), "Ignored", "3 files", "/app/library/files?state=ignored"],
])("%o is named, counted and linked", (kind, name, count, link) => {
  expect([kindName(kind), kindCount(kind), kindLink(kind)]).toEqual([name, count, link]);
});

test("missing files are counted by themselves", () => {
  expect(kindCount({ ...share("unmatched", 0, 3), missingFiles: 2 })).toBe("3 files, 2 missing");
});

test("files that hold no video are named so, and not as waiting to be read", () => {
  const damaged = { value: "damaged", files: 2, sizeBytes: 1 };

  expect([resolutionText(damaged), resolutionLink(damaged)]).toEqual([
    "Damaged or not a video",
    "/app/library/files?state=damaged",
  ]);
});
