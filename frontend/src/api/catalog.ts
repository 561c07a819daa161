import { http, unwrap } from "./client";
import type { MediaDetail, MediaPage, MediaType, Sort } from "./types";

/** How a shelf is sorted, filtered and read. */
export interface Browse {
  page: number;
  pageSize: number;
  sort: Sort;
  genre?: string;
}

const SHELVES = { movie: "/movies", show: "/shows", game: "/games" } as const;

export function listMedia(
  type: MediaType,
  query: Browse,
  signal?: AbortSignal,
): Promise<MediaPage> {
  return unwrap(http.GET(SHELVES[type], { params: { query }, signal }));
}

const PAGES = {
  movie: "/movies/{media_id}",
  show: "/shows/{media_id}",
  game: "/games/{media_id}",
} as const;

export function getMedia(type: MediaType, id: number): Promise<MediaDetail> {
  return unwrap(http.GET(PAGES[type], { params: { path: { media_id: id } } }));
}

export interface Search {
  q: string;
  mediaType?: MediaType;
  page?: number;
  pageSize?: number;
}

export function search(query: Search, signal?: AbortSignal): Promise<MediaPage> {
  return unwrap(http.GET("/search", { params: { query }, signal }));
}
