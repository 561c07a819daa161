import { http, unwrap } from "./client";
import type { Discover, Genre, MediaPage, MediaType } from "./types";

export function getDiscover(): Promise<Discover> {
  return unwrap(http.GET("/discover"));
}

export interface DiscoverItems {
  section?: string;
  genre?: string;
  mediaType?: MediaType;
  page: number;
  pageSize: number;
}

export function listDiscoverItems(query: DiscoverItems, signal?: AbortSignal): Promise<MediaPage> {
  return unwrap(http.GET("/discover/items", { params: { query }, signal }));
}

/** The genres of one kind of title, or of all; the largest first. */
export async function listGenres(mediaType?: MediaType): Promise<Genre[]> {
  const call = http.GET("/discover/genres", { params: { query: { mediaType } } });
  return (await unwrap(call)).items;
}
