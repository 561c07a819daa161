import { http, unwrap } from "./client";
import type {
  ConvertedCopies,
  ConvertedCopyChange,
  NewConvertedCopy,
  PreparationPreview,
} from "./types";

/** The converted copies of a file, and in which qualities one can be kept. */
export function listCopies(itemId: string): Promise<ConvertedCopies> {
  return unwrap(http.GET("/library/{item_id}/copies", { params: { path: { item_id: itemId } } }));
}

/** Keep one for everyone who plays the file; without a height the picture stays as it is. */
export function keepCopy(itemId: string, copy: NewConvertedCopy): Promise<ConvertedCopyChange> {
  return unwrap(
    http.POST("/library/{item_id}/copies", {
      params: { path: { item_id: itemId } },
      body: copy,
    }),
  );
}

export function removeCopy(id: string): Promise<ConvertedCopyChange> {
  return unwrap(http.DELETE("/copies/{copy_id}", { params: { path: { copy_id: id } } }));
}

/** How many files of a folder would get a copy, and what they take at most. For administrators. */
export function previewPreparedCopies(path: string): Promise<PreparationPreview> {
  return unwrap(http.GET("/library/folders/copies-preview", { params: { query: { path } } }));
}
