/** Texts about library folders. No I/O. */
import type { LibraryFolder } from "../../api/types";
import { formatBytes, formatMoment, numberWord, pluralize } from "../../lib/format";

export type FolderTone = "good" | "busy" | "bad";

export function folderTone(folder: LibraryFolder): FolderTone {
  if (folder.state !== "ok") return "bad";
  return folder.scanId === null ? "good" : "busy";
}

/** The state of the folder in one line, with advice for a failure. */
export function folderStatusText(folder: LibraryFolder, now: Date): string {
  if (folder.state === "missing") {
    return "Not found. Connect the disk, then check again. Its titles stay in the library.";
  }
  if (folder.state === "unreadable") return "The server is not allowed to read this folder.";
  if (folder.scanId !== null) return "Scanning now";
  if (folder.scannedAt === null) return "Not scanned yet";
  return `Scanned ${formatMoment(new Date(folder.scannedAt), now)}`;
}

/** `1.1 TB free of 8 TB`; empty while the disk is missing. */
export function spaceText(folder: LibraryFolder): string {
  if (folder.freeBytes === null || folder.totalBytes === null) return "";
  return `${formatBytes(folder.freeBytes)} free of ${formatBytes(folder.totalBytes)}`;
}

/** How full its disk is, 0 to 100. */
export function usedPercent(folder: LibraryFolder): number {
  if (folder.freeBytes === null || !folder.totalBytes) return 0;
  return Math.round((1 - folder.freeBytes / folder.totalBytes) * 100);
}

/** `214 files in two folders. New files appear by themselves.` */
export function foldersLead(folders: readonly LibraryFolder[]): string {
  const files = folders.reduce((sum, folder) => sum + folder.files, 0);
  const places =
    folders.length === 1 ? "one folder" : `${numberWord(folders.length).toLowerCase()} folders`;
  return `${pluralize(files, "file")} in ${places}. New files appear by themselves.`;
}
