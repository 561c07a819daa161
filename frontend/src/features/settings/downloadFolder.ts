/** The state of the download folder as text. No I/O. */
import type { Folder } from "../../api/types";
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
  const space = `${formatBytes(folder.freeBytes)} free of ${formatBytes(folder.totalBytes)}`;
  return `${space}. Finished files are added to your library.`;
}
