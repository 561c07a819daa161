/** Texts about library folders. No I/O. */
import type { Disk, FolderKind, FolderTest, LibraryFolder } from "../../api/types";
import { formatBytes, numberWord, pluralize } from "../../lib/format";
import { formatMoment } from "../../lib/formatDates";
import { withMissing } from "../../shared/library/absenceText";

export type FolderTone = "good" | "busy" | "bad";

export const FOLDER_KINDS: readonly { value: FolderKind; label: string }[] = [
  { value: "mixed", label: "Films and shows" },
  { value: "movies", label: "Films" },
  { value: "shows", label: "Shows" },
  { value: "anime", label: "Anime" },
  { value: "games", label: "Games" },
];

/** Under the choice of what a folder holds. */
export const KIND_HINT =
  "Games need a folder of their own: every file or folder in it is one. Elsewhere only videos are found.";

function folderKindText(kind: FolderKind): string {
  return FOLDER_KINDS.find((each) => each.value === kind)?.label ?? "";
}

export function folderTone(folder: LibraryFolder): FolderTone {
  if (folder.state !== "ok") return "bad";
  return folder.scanId === null ? "good" : "busy";
}

/** The state of the folder in one line, with advice for a failure. */
export function folderStatusText(folder: LibraryFolder, now: Date): string {
  if (folder.state === "missing") {
    return "Not found. Connect the disk, then check again. Its titles stay in the library.";
  }
  if (folder.state === "away") {
    return folder.marker
      ? `A disk or the file ${folder.marker} is not there. Its titles stay in the library.`
      : "A disk in it is not connected. Its titles stay in the library.";
  }
  if (folder.state === "unknown") {
    return "Not known: no worker that reads this folder is running. Its titles stay in the library.";
  }
  if (folder.state === "unreadable") return "The server is not allowed to read this folder.";
  if (folder.scanId !== null) return "Scanning now";
  if (folder.scannedAt === null) return "Not scanned yet";
  return `Scanned ${formatMoment(new Date(folder.scannedAt), now)}`;
}

/** Its files without those that scans did not find. */
export const filesAtHand = (folder: LibraryFolder) => folder.files - folder.missing;

/** `Films · 12 files · 2 missing · From the server's configuration`. */
export function folderFactsText(folder: LibraryFolder): string {
  return [
    folderKindText(folder.kind),
    pluralize(filesAtHand(folder), "file"),
    folder.missing > 0 ? `${folder.missing} missing` : "",
    folder.onlyInStore > 0 ? `${folder.onlyInStore} only in the store` : "",
    folder.disk?.isNetwork ? "On the network, looked at every minute" : "",
    folder.source === "environment" ? "From the server's configuration" : "",
  ]
    .filter(Boolean)
    .join(" · ");
}

/** What happens to the files of a folder that leaves the library. */
export function removalText(folder: LibraryFolder): string {
  const { onlyInStore } = folder;
  const onDisk = filesAtHand(folder) - onlyInStore;
  const stays =
    onlyInStore === 1 ? "stays in the library and plays" : "stay in the library and play";
  return [
    onDisk > 0
      ? `${pluralize(onDisk, "file")} ${onDisk === 1 ? "leaves" : "leave"} the library, with matches made by hand. Nothing is deleted from the disk.`
      : "Nothing is deleted from the disk.",
    onlyInStore > 0
      ? `${pluralize(onlyInStore, "file")} only in the store ${stays} from there.`
      : "",
    "What was watched stays. When the folder is added again, a scan finds its files again.",
  ]
    .filter(Boolean)
    .join(" ");
}

/** `1.1 TB free of 8 TB`; empty while the disk is missing. */
export function spaceText(disk: Disk | null): string {
  if (disk === null) return "";
  return `${formatBytes(disk.freeBytes)} free of ${formatBytes(disk.totalBytes)}`;
}

/** How full the disk is, 0 to 100. */
export function usedPercent(disk: Disk | null): number {
  if (!disk?.totalBytes) return 0;
  return Math.round((1 - disk.freeBytes / disk.totalBytes) * 100);
}

/** Where a disk is mounted, and what it is: `Disk /mnt/usb (/dev/sdb1, ext4)`. */
function diskText(disk: Disk): string {
  if (!disk.mountPoint) return "";
  const device = [disk.device, disk.filesystem].filter(Boolean).join(", ");
  return `${disk.isNetwork ? "Network disk" : "Disk"} ${disk.mountPoint} (${device})`;
}

/** What a test found, in lines: good news first. */
export function testLines(test: FolderTest): string[] {
  if (test.problem !== null) return [test.problem];
  const entries =
    test.entries >= 1000 ? "more than 1,000 entries" : pluralize(test.entries, "entry", "entries");
  return [
    `Can be read, ${entries}`,
    test.disk ? `${spaceText(test.disk)}. ${diskText(test.disk)}` : "",
    test.disk?.isNetwork
      ? "Files that other machines add are found within a minute or two. While it is not connected, nothing is forgotten."
      : "",
    test.insideOf ? `It lies in ${test.insideOf}, which is in the library already.` : "",
    test.contains.length > 0
      ? `It contains ${test.contains.join(", ")}, already in the library.`
      : "",
  ].filter(Boolean);
}

export function isNested(test: FolderTest): boolean {
  return test.insideOf !== null || test.contains.length > 0;
}

/** `214 files in two folders, 2 missing. New files appear by themselves.` */
export function foldersLead(folders: readonly LibraryFolder[]): string {
  const files = folders.reduce((sum, folder) => sum + filesAtHand(folder), 0);
  const missing = folders.reduce((sum, folder) => sum + folder.missing, 0);
  const places =
    folders.length === 1 ? "one folder" : `${numberWord(folders.length).toLowerCase()} folders`;
  return `${withMissing(`${pluralize(files, "file")} in ${places}`, missing)}. New files appear by themselves.`;
}
