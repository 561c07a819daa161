import { expectSuccess, http, unwrap } from "./client";
import type { HistoryImport, ImportFormat, ReviewedTitles, RowProblems } from "./types";

const path = (id: string) => ({ params: { path: { import_id: id } } });

export async function listImports(): Promise<HistoryImport[]> {
  return (await unwrap(http.GET("/imports"))).items;
}

export function getImport(id: string): Promise<HistoryImport> {
  return unwrap(http.GET("/imports/{import_id}", path(id)));
}

/** Announce a file; its days are counted in the browser's time zone. */
export function createImport(fileName: string, sizeBytes: number): Promise<HistoryImport> {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  return unwrap(http.POST("/imports", { body: { fileName, sizeBytes, timeZone } }));
}

/** `data` is in base64. */
export function sendImportPart(id: string, number: number, data: string): Promise<HistoryImport> {
  return unwrap(
    http.PUT("/imports/{import_id}/parts/{number}", {
      params: { path: { import_id: id, number } },
      body: { data },
    }),
  );
}

/** Read the file; `format` only where it is not recognised. */
export function readImport(id: string, format?: ImportFormat): Promise<HistoryImport> {
  return unwrap(http.POST("/imports/{import_id}/read", { ...path(id), body: { format } }));
}

export function reviewTitles(
  id: string,
  match: "uncertain" | "none",
  page: number,
  pageSize: number,
): Promise<ReviewedTitles> {
  return unwrap(
    http.GET("/imports/{import_id}/titles", {
      params: { path: { import_id: id }, query: { match, page, pageSize } },
    }),
  );
}

/** Null leaves the rows of the title out. */
export function chooseTitle(
  id: string,
  number: number,
  mediaId: number | null,
): Promise<HistoryImport> {
  return unwrap(
    http.PUT("/imports/{import_id}/titles/{number}", {
      params: { path: { import_id: id, number } },
      body: { mediaId },
    }),
  );
}

export function listProblems(id: string, pageSize: number): Promise<RowProblems> {
  return unwrap(
    http.GET("/imports/{import_id}/problems", {
      params: { path: { import_id: id }, query: { pageSize } },
    }),
  );
}

export function applyImport(id: string): Promise<HistoryImport> {
  return unwrap(http.POST("/imports/{import_id}/apply", path(id)));
}

export function undoImport(id: string): Promise<HistoryImport> {
  return unwrap(http.POST("/imports/{import_id}/undo", path(id)));
}

export function cancelImport(id: string): Promise<HistoryImport> {
  return unwrap(http.POST("/imports/{import_id}/cancel", path(id)));
}

export function removeImport(id: string): Promise<void> {
  return expectSuccess(http.DELETE("/imports/{import_id}", path(id)));
}
