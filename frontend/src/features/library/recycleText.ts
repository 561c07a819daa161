/** Deleted files in words. No I/O. */
import type { RecycledEntry, RecycledFiles, RecycleFolder } from "../../api/types";
import { formatBytes, pluralize } from "../../lib/format";

/** `Sintel is in the recycle folder, 4.2 GB`. */
export function deletedText(done: RecycledFiles, name: string): string {
  const what = done.files === 1 ? name : `${name}: ${pluralize(done.files, "file")}`;
  return `${what} moved to the recycle folder, ${formatBytes(done.sizeBytes)}`;
}

/** `3 files, 42 GB. Kept for 7 days`. */
export function folderText(folder: RecycleFolder): string {
  const kept = folder.keptDays === 0 ? "Nothing is kept" : `Kept for ${days(folder.keptDays)}`;
  if (folder.files === 0) return `Empty. ${kept}`;
  return `${pluralize(folder.files, "file")}, ${formatBytes(folder.sizeBytes)}. ${kept}`;
}

/** Of a folder without files. */
export function emptyText(folder: RecycleFolder): string {
  return folder.keptDays === 0
    ? "Nothing here. Deleted files are not kept."
    : `Nothing here. Files you delete wait here for ${days(folder.keptDays)}.`;
}

/** Whether the worker is about to change it. */
export function isOnTheWay(entry: RecycledEntry): boolean {
  return ["deleting", "restoring", "removing"].includes(entry.state);
}

/** Where an entry is on its way, or how long it stays. */
export function entryText(entry: RecycledEntry, now: Date): string {
  if (entry.problem) return entry.problem;
  if (entry.state === "restoring") return "Being restored";
  if (entry.state === "removing") return "Being deleted";
  if (entry.removedAt === null) return "Being moved";
  const left = Math.ceil((Date.parse(entry.removedAt) - now.getTime()) / 86_400_000);
  return left <= 0 ? "Gone within the hour" : `Gone in ${days(left)}`;
}

function days(count: number): string {
  return pluralize(count, "day");
}
