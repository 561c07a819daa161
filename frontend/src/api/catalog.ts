import { http, unwrap } from "./client";
import type { MediaDetail, MediaPage, MediaType } from "./types";

export type Sort = "popular" | "title" | "newest" | "rating";

export interface Browse {
  page: number;
  pageSize: number;
  sort: Sort;
  genre?: string;
}

const PATHS = { movie: "/movies", show: "/shows", game: "/games" } as const;

export function listMedia(
  type: MediaType,
  query: Browse,
  signal?: AbortSignal,
): Promise<MediaPage> {
  return unwrap<MediaPage>(http.GET(PATHS[type], { params: { query: { ...query } }, signal }));
}

export function getMedia(type: MediaType, id: number): Promise<MediaDetail> {
  return unwrap<MediaDetail>(http.GET(`${PATHS[type]}/{id}`, { params: { path: { id } } }));
}

export interface Search {
  q: string;
  mediaType?: MediaType;
  page?: number;
  pageSize?: number;
}

export function search(query: Search, signal?: AbortSignal): Promise<MediaPage> {
  return unwrap<MediaPage>(http.GET("/search", { params: { query: { ...query } }, signal }));
}
