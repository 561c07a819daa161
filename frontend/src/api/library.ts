import { http, unwrap } from "./client";
import type {
  LibraryItem,
  LibraryPage,
  MatchState,
  MediaCard,
  MediaType,
  Scan,
  UnmatchedPage,
} from "./types";

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

/** Undo a decision: the file is unmatched again. */
export function resetMatch(id: string): Promise<LibraryItem> {
  return unwrap(http.DELETE("/library/{item_id}/match", { params: { path: { item_id: id } } }));
}

export function ignoreItem(id: string, isHomeVideo = false): Promise<LibraryItem> {
  return unwrap(
    http.POST("/library/{item_id}/ignore", {
      params: { path: { item_id: id } },
      body: { isHomeVideo },
    }),
  );
}

/** The title of an address at IMDb or TMDB; none when the catalogue does not have it. */
export async function findLinkedTitles(link: string, signal?: AbortSignal): Promise<MediaCard[]> {
  const call = http.GET("/library/titles", { params: { query: { link } }, signal });
  return (await unwrap(call)).items;
}

/** Look through the library's folders again. `confirmsMissing`: what is not found is gone. */
export async function rescanLibrary(confirmsMissing = false): Promise<string> {
  const answer = await unwrap(http.POST("/library/rescan", { body: { confirmsMissing } }));
  return answer.scanId;
}

export function getScan(id: string): Promise<Scan> {
  return unwrap(http.GET("/library/scans/{scan_id}", { params: { path: { scan_id: id } } }));
}
