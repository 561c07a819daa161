import { http, unwrap } from "./client";
import type { LibraryItem, LibraryPage, MatchState, MediaType, Scan, UnmatchedPage } from "./types";

export interface LibraryQuery {
  matchState?: MatchState;
  mediaType?: MediaType;
  query?: string;
  page: number;
  pageSize: number;
}

export function listLibrary(query: LibraryQuery): Promise<LibraryPage> {
  return unwrap(http.GET("/library", { params: { query: { ...query } } }));
}

export function getLibraryItem(id: string): Promise<LibraryItem> {
  return unwrap(http.GET("/library/{item_id}", { params: { path: { item_id: id } } }));
}

export function listUnmatched(page: number, pageSize: number): Promise<UnmatchedPage> {
  return unwrap(http.GET("/library/unmatched", { params: { query: { page, pageSize } } }));
}

/** Which title a file is; `episodeId` for a file of a show. */
export interface Match {
  mediaId: number;
  episodeId?: number;
}

/** A person's match replaces any earlier one. */
export function matchItem(id: string, match: Match): Promise<LibraryItem> {
  return unwrap(
    http.POST("/library/{item_id}/match", {
      params: { path: { item_id: id } },
      body: { ...match, force: true },
    }),
  );
}

export function ignoreItem(id: string): Promise<LibraryItem> {
  return unwrap(http.POST("/library/{item_id}/ignore", { params: { path: { item_id: id } } }));
}

/** Look through the library's folders again. */
export async function rescanLibrary(): Promise<string> {
  const answer = await unwrap(http.POST("/library/rescan", { body: {} }));
  return answer.scanId;
}

export function getScan(id: string): Promise<Scan> {
  return unwrap(http.GET("/library/scans/{scan_id}", { params: { path: { scan_id: id } } }));
}
