/** What the library takes on its disks, and what is there twice. */
import { http, unwrap } from "./client";
import type { Duplicates, LibraryStorage, StoragePicture } from "./types";

export function getLibraryStorage(): Promise<LibraryStorage> {
  return unwrap(http.GET("/library/storage"));
}

/** What takes the space of each disk, by kind. */
export function getStoragePicture(): Promise<StoragePicture> {
  return unwrap(http.GET("/library/storage/picture"));
}

/** Films and episodes with several versions, after this title. */
export function listDuplicates(after: number): Promise<Duplicates> {
  return unwrap(http.GET("/library/duplicates", { params: { query: { after } } }));
}
