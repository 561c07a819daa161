/** Deleting files of the library, and the recycle folder where they wait. */
import { query, revalidate } from "@solidjs/router";
import { createSignal } from "solid-js";
import { restoreDownload } from "../../api/downloads";
import {
  deleteFiles,
  emptyRecycleFolder,
  getRecycleFolder,
  restoreFiles,
} from "../../api/recycleFolder";
import { undoChange } from "../../api/tracking";
import type { RecycledEntry } from "../../api/types";
import { dismiss, toastOnError, toastUndo } from "../../ui/toast";
import { libraryChanged } from "./libraryQueries";
import { deletedText } from "./recycleText";

const UNDO_MS = 30_000;

export const recycleFolderQuery = query(() => getRecycleFolder(), "recycle-folder");

/** The undo toasts of single files: restoring one in the recycle folder dismisses its toast. */
const offers = new Map<string, number>();

const [version, setVersion] = createSignal(0);

/** Counts deletions and what took them back: lists of the library are read again. */
export const deletedVersion = version;

/**
 * Deletes files, with a toast that takes it back. Whether they are deleted; what shows them is read
 * again meanwhile. `spareOnly`: not the last version of a title, nor one that is being watched.
 */
export async function deleteWithUndo(
  files: readonly { id: string }[],
  name: string,
  { spareOnly = false } = {},
): Promise<boolean> {
  const done = await toastOnError(
    deleteFiles(
      files.map((file) => file.id),
      spareOnly,
    ),
  );
  if (!done) return false;
  const [only, ...more] = files;
  const offer = toastUndo(deletedText(done, name), () => void takeBack(done.undoId), UNDO_MS);
  if (only && more.length === 0) offers.set(only.id, offer);
  void changed();
  return true;
}

async function takeBack(undoId: string): Promise<void> {
  await toastOnError(undoChange(undoId));
  await changed();
}

async function changed(): Promise<void> {
  setVersion((count) => count + 1);
  await Promise.all([libraryChanged(), revalidate(recycleFolderQuery.key)]);
}

export async function restoreEntry(entry: RecycledEntry): Promise<void> {
  const call: Promise<unknown> =
    entry.kind === "download" ? restoreDownload(entry.id) : restoreFiles([entry.id]);
  await toastOnError(call);
  dismiss(offers.get(entry.id) ?? 0);
  offers.delete(entry.id);
  await changed();
}

/** Without an entry: everything. */
export async function removeForGood(entry?: RecycledEntry): Promise<void> {
  await toastOnError(emptyRecycleFolder(entry ? [entry.id] : null));
  await changed();
}
