import { expect, test } from "vitest";
import type { PreparationPreview } from "../../api/types";
import { preparationText } from "./preparedCopiesText";

const preview = (facts: Partial<PreparationPreview>): PreparationPreview => ({
  files: 12,
  maxBytes: 48_000_000_000,
  readyFiles: 0,
  whyNot: "",
  usedBytes: 40_000_000_000,
  quotaBytes: 100_000_000_000,
  ...facts,
});

test("the preview says how many files, how much they take, and how much room there is", () => {
  expect(preparationText(preview({}))).toBe(
    "For 12 files that not every browser plays, up to 48 GB. Made one by one while the server is idle. There is room for 60 GB of 100 GB.",
  );
  expect(preparationText(preview({ files: 0, readyFiles: 2 }))).toMatch(
    /^Every browser plays the other files of this folder\. 2 are ready\./,
  );
});

test("where no copy can be kept the preview says why", () => {
  expect(preparationText(preview({ whyNot: "no_store" }))).toMatch(/^No object store/);
  expect(preparationText(preview({ whyNot: "off" }))).toMatch(/keep no converted copies/);
});
