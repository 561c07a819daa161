import { expect, test } from "vitest";
import { rightsText, toggled } from "./rights";

test("rights read as a sentence, in the order of the page", () => {
  expect(rightsText([])).toBe("May only watch");
  expect(rightsText(["download"])).toBe("May download");
  expect(rightsText(["match", "download"])).toBe("May download and change matches");
});

test("a right is granted once and revoked", () => {
  expect(toggled(["download"], "match", true)).toEqual(["download", "match"]);
  expect(toggled(["download"], "download", true)).toEqual(["download"]);
  expect(toggled(["download", "match"], "download", false)).toEqual(["match"]);
});
