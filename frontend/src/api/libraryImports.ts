/** Names of library files: imports of finished downloads, renaming, and the patterns of names. */
import { expectSuccess, http, unwrap } from "./client";
import type {
  ImportPreviews,
  MovesProgress,
  MovesStarted,
  NamePatterns,
  NamingPreview,
  RenamePreview,
} from "./types";

/** What files would be called by these patterns; fails with the field that is not valid. */
export function previewNames(patterns: NamePatterns, signal?: AbortSignal): Promise<NamingPreview> {
  return unwrap(http.POST("/library/naming/preview", { body: patterns, signal }));
}

/** Finished downloads that wait to be imported. */
export function listImports(): Promise<ImportPreviews> {
  return unwrap(http.GET("/library/imports"));
}

/** Imports these files of a download, or all that have a title. */
export function confirmImport(jobId: string, libraryItemIds?: string[]): Promise<MovesStarted> {
  return unwrap(
    http.POST("/library/imports/{job_id}", {
      params: { path: { job_id: jobId } },
      body: { libraryItemIds },
    }),
  );
}

/** Leaves the files of a download where they are. */
export function leaveImport(jobId: string): Promise<void> {
  return expectSuccess(
    http.DELETE("/library/imports/{job_id}", { params: { path: { job_id: jobId } } }),
  );
}

/** How far an import or a rename is. */
export function getMoves(batchId: string): Promise<MovesProgress> {
  return unwrap(http.GET("/library/moves/{batch_id}", { params: { path: { batch_id: batchId } } }));
}

/** What the files of a title would be called. */
export function previewRename(mediaId: number, season?: number): Promise<RenamePreview> {
  return unwrap(
    http.GET("/library/titles/{media_id}/names", {
      params: { path: { media_id: mediaId }, query: { season } },
    }),
  );
}

export function renameFiles(mediaId: number, season?: number): Promise<MovesStarted> {
  return unwrap(
    http.POST("/library/titles/{media_id}/names", {
      params: { path: { media_id: mediaId } },
      body: { season },
    }),
  );
}
