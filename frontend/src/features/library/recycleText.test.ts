import { describe, expect, it } from "vitest";
import type { RecycledEntry } from "../../api/types";
import { deletedText, emptyText, entryText, folderText } from "./recycleText";

const NOW = new Date("2026-03-01T12:00:00Z");

function entry(changes: Partial<RecycledEntry>): RecycledEntry {
  return {
    id: "1",
    kind: "file",
    title: "Sintel",
    detail: "",
    sizeBytes: 1,
    state: "deleted",
    problem: "",
    deletedBy: null,
    replacedBy: null,
    deletedAt: "2026-03-01T10:00:00Z",
    removedAt: "2026-03-04T10:00:00Z",
    canRestore: true,
    ...changes,
  };
}

describe("the recycle folder in words", () => {
  it("says how long an entry stays, or where it is on its way", () => {
    expect(entryText(entry({}), NOW)).toBe("Gone in 3 days");
    expect(entryText(entry({ removedAt: "2026-03-01T11:00:00Z" }), NOW)).toBe(
      "Gone within the hour",
    );
    expect(entryText(entry({ state: "deleting", removedAt: null }), NOW)).toBe("Being moved");
    expect(entryText(entry({ state: "restoring" }), NOW)).toBe("Being restored");
    expect(entryText(entry({ state: "refused", problem: "The disk refused it." }), NOW)).toBe(
      "The disk refused it.",
    );
  });

  it("sums up what is in it", () => {
    expect(folderText({ items: [], files: 0, sizeBytes: 0, keptDays: 7 })).toBe(
      "Empty. Kept for 7 days",
    );
    expect(folderText({ items: [], files: 2, sizeBytes: 3e9, keptDays: 1 })).toMatch(
      /^2 files, .*GB\. Kept for 1 day$/,
    );
  });

  it("says for how many days files will be kept", () => {
    const nothing = { items: [], files: 0, sizeBytes: 0 };
    expect(emptyText({ ...nothing, keptDays: 14 })).toBe(
      "Nothing here. Files you delete wait here for 14 days.",
    );
    expect(emptyText({ ...nothing, keptDays: 0 })).toBe(
      "Nothing here. Deleted files are not kept.",
    );
  });

  it("names what was deleted", () => {
    const done = { undoId: "1", files: 1, sizeBytes: 2e9 };
    expect(deletedText(done, "Sintel")).toMatch(/^Sintel moved to the recycle folder, /);
    expect(deletedText({ ...done, files: 3 }, "Pioneer")).toMatch(/^Pioneer: 3 files moved/);
  });
});
