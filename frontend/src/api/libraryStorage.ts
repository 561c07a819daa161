/** What the library takes on its disks, and what is there twice. */
import { http, unwrap } from "./client";
import type { Duplicates, LibraryStorage } from "./types";

export function getLibraryStorage(): Promise<LibraryStorage> {
  return unwrap(http.GET("/library/storage"));
}

/** Films and episodes with several versions, after this title. */
export function listDuplicates(after: number): Promise<Duplicates> {
  return unwrap(http.GET("/library/duplicates", { params: { query: { after } } }));
}
