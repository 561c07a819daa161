/** Lines of the review queue: files, and folders with many files of one show. No I/O. */
import type { UnmatchedItem } from "../../api/types";

/** A folder with fewer files of a show is listed file by file. */
const MIN_FOLDER_FILES = 3;

export interface QueueEntry {
  /** Stays the same while files of a folder leave the queue. */
  key: string;
  isFolder: boolean;
  files: [UnmatchedItem, ...UnmatchedItem[]];
}

/** The queue in its order; consecutive files of one show in one folder are one entry. */
export function queueEntries(files: readonly UnmatchedItem[]): QueueEntry[] {
  const runs: QueueEntry["files"][] = [];
  for (const file of files) {
    const run = runs.at(-1);
    if (run && isSameFolder(run[0], file)) run.push(file);
    else runs.push([file]);
  }
  const known = new Map<string, number>();
  return runs.flatMap((run) => {
    if (run.length < MIN_FOLDER_FILES) return run.map(fileEntry);
    // Skipped files are at the end of the queue, and may be a second entry of their folder.
    const folder = folderKey(run[0]);
    const count = known.get(folder) ?? 0;
    known.set(folder, count + 1);
    return { key: `${folder}/${count}`, isFolder: true, files: run };
  });
}

const fileEntry = (file: UnmatchedItem): QueueEntry => ({
  key: file.id,
  isFolder: false,
  files: [file],
});

/** The title, too: a folder may hold many films, and seasons of other shows have the same name. */
const folderKey = (file: UnmatchedItem) =>
  `${file.folder}/${file.guess.title?.toLowerCase() ?? ""}`;

/** Only videos are matched by folder; a file that is not in the queue has none. */
const isSameFolder = (one: UnmatchedItem, other: UnmatchedItem) =>
  one.folder !== "" &&
  one.content === "video" &&
  other.content === "video" &&
  folderKey(one) === folderKey(other);
