import { expect, test } from "vitest";
import type { StorePreview } from "../../api/types";
import { storePreviewText } from "./storePolicyText";

const NOTHING: StorePreview = {
  isOn: true,
  pushFiles: 0,
  pushBytes: 0,
  freeFiles: 0,
  freeBytes: 0,
  storedFiles: 0,
  storedBytes: 0,
};

test("a preview says what would be copied and what would leave the disk", () => {
  const preview = { ...NOTHING, pushFiles: 42, pushBytes: 310e9, freeFiles: 1, freeBytes: 2e9 };
  const text = storePreviewText(preview, "free");
  expect(text).toMatch(/^42 files, .* would be copied\. 1 file, .* would leave the disk/);
  expect(text).toMatch(/Files that still seed stay\.$/);
});

test("without a store nothing is copied", () => {
  expect(storePreviewText({ ...NOTHING, isOn: false }, "push")).toMatch(/^No object store/);
  expect(storePreviewText(NOTHING, "keep")).toBe("Nothing would be copied now.");
});
