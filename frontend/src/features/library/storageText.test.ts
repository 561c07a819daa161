// @vitest-environment jsdom
import { expect, test } from "vitest";
import { kindCount, kindLink, kindName } from "./storageText";

const share = (value: string, titles: number, files: number) => ({
  value,
  titles,
  files,
  sizeBytes: 1,
});

test.each([
  [share("movie", 1, 2), "Movies", "1 title", "/app/library?type=movie&sort=size"],
  [share("unmatched", 0, 1), "Not matched", "1 file", "/app/library/files?state=unmatched"],
  [share("ignored", 0, 3), "Ignored", "3 files", "/app/library/files?state=ignored"],
])("%o is named, counted and linked", (kind, name, count, link) => {
  expect([kindName(kind), kindCount(kind), kindLink(kind)]).toEqual([name, count, link]);
});
