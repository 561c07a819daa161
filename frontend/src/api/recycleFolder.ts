/** Deleted files of the library, which wait in the recycle folder of their disk. */
import { expectSuccess, http, unwrap } from "./client";
import type { RecycledFiles, RecycleFolder } from "./types";

/**
 * Takes files out of the library; `undoId` brings them back for 30 seconds. `spareOnly` refuses the
 * last version of a title, and one that is being watched.
 */
export function deleteFiles(libraryItemIds: string[], spareOnly: boolean): Promise<RecycledFiles> {
  return unwrap(http.POST("/library/recycle-folder", { body: { libraryItemIds, spareOnly } }));
}

/** Deleted files, and removed downloads. */
export function getRecycleFolder(): Promise<RecycleFolder> {
  return unwrap(http.GET("/library/recycle-folder"));
}

/** Puts files back where they were, within moments. */
export function restoreFiles(libraryItemIds: string[]): Promise<void> {
  return expectSuccess(http.POST("/library/recycle-folder/restore", { body: { libraryItemIds } }));
}

/** Deletes these entries for good, or all. */
export function emptyRecycleFolder(ids: string[] | null): Promise<void> {
  return expectSuccess(http.POST("/library/recycle-folder/empty", { body: { ids } }));
}
