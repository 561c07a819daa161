/** Imports of downloads and renames: what waits, and how far what was started is. */
import { query } from "@solidjs/router";
import { ApiError } from "../../api/client";
import { getMoves, listImports } from "../../api/libraryImports";
import type { ImportPreview, MovesProgress, PlannedMove } from "../../api/types";
import { formatBytes, pluralize } from "../../lib/format";

const POLL_INTERVAL_MS = 500;
/** A worker that is busy with a scan gets to it later; the page does not wait so long. */
const MAX_POLLS = 120;
/** How long the server can take an import, a rename or a match back. */
export const UNDO_MS = 30_000;

export const importsQuery = query(() => listImports(), "library-imports");

/**
 * Resolves when no file of a batch is left to move, or after a minute. A batch that was taken back
 * has none.
 */
export async function waitForMoves(batchId: string): Promise<MovesProgress> {
  try {
    return await pollMoves(batchId);
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return { open: 0, done: 0, failed: [] };
    throw error;
  }
}

async function pollMoves(batchId: string): Promise<MovesProgress> {
  let progress = await getMoves(batchId);
  for (let polls = 0; progress.open > 0 && polls < MAX_POLLS; polls += 1) {
    await new Promise((resolve) => setTimeout(resolve, POLL_INTERVAL_MS));
    progress = await getMoves(batchId);
  }
  return progress;
}

/** `Moved 3 of 5 files. Another file has this name.`; null when all were moved. */
export function failureText(progress: MovesProgress): string | null {
  const [first] = progress.failed;
  if (!first) return null;
  const files = pluralize(progress.done + progress.failed.length, "file");
  return `Moved ${progress.done} of ${files}. ${first.problem}`;
}

const PROBLEMS: Record<NonNullable<PlannedMove["problem"]>, string> = {
  unmatched: "This file is not matched yet.",
  no_folder: "No library folder is for titles of this kind.",
  same: "Has this name already.",
  taken: "Another file has this name.",
  download: "Shared from the folder of its download. Importing gives it a name.",
  missing: "This file was not found.",
};

/** Why a file stays where it is; null when it moves. */
export function problemText(move: PlannedMove): string | null {
  if (move.problem) return PROBLEMS[move.problem];
  return move.failure === "" ? null : `Last time: ${move.failure}`;
}

/** How many files can be imported. */
export const movable = (download: ImportPreview) =>
  download.moves.filter((move) => move.problem === null).length;

/** `Import 2 files`; `Import` alone while none of a download can be. */
export const importLabel = (files: number) =>
  files === 0 ? "Import" : `Import ${pluralize(files, "file")}`;

/** How many files of the library are replaced by better ones. */
export const replacedBy = (download: ImportPreview) =>
  download.moves.flatMap((move) => move.versions.filter((version) => version.isReplaced)).length;

/** `Importing 2 files. 1 worse version goes to the recycle folder`. */
export function importedText(files: number, replaced: number): string {
  const text = `Importing ${pluralize(files, "file")}`;
  if (replaced === 0) return text;
  const verb = replaced === 1 ? "goes" : "go";
  return `${text}. ${pluralize(replaced, "worse version")} ${verb} to the recycle folder`;
}

/** `Replaces Sintel.mkv, 4.2 GB: 2160p instead of 1080p`. */
export function versionText(version: PlannedMove["versions"][number]): string {
  const verb = version.isReplaced ? "Replaces" : "Stays beside";
  const size = formatBytes(version.fileSizeBytes);
  return `${verb} ${version.fileName}, ${size}: ${version.reason}`;
}
