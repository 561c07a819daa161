/** The state of the download folder as text. No I/O. */
import type { Folder, FolderCheck } from "../../api/types";
import { formatBytes } from "../../lib/format";

/** Whether files can be written there, as far as it is known. */
export const isFolderWell = (folder: Folder): boolean =>
  folder.isWritable !== false && folder.freeBytes !== 0;

export function folderText(folder: Folder): string {
  if (folder.isWritable === null) return "No worker has reported about it yet.";
  if (!folder.isWritable) {
    return "The worker cannot write to this folder. Check that it exists and who owns it.";
  }
  if (folder.freeBytes === null || folder.totalBytes === null) return "It can be written.";
  return `${spaceText(folder.freeBytes, folder.totalBytes)}. Finished files are added to your library.`;
}

/** What a test found in a folder that downloads can go to. */
export function checkText(found: FolderCheck): string {
  if (found.freeBytes === null || found.totalBytes === null) return "It can be written.";
  return `It can be written, ${spaceText(found.freeBytes, found.totalBytes)}.`;
}

const spaceText = (freeBytes: number, totalBytes: number) =>
  `${formatBytes(freeBytes)} free of ${formatBytes(totalBytes)}`;
