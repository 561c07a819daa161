import { http, unwrap } from "./client";
import type { Discover, Genre, MediaPage, MediaType } from "./types";

export function getDiscover(): Promise<Discover> {
  return unwrap<Discover>(http.GET("/discover"));
}

export interface DiscoverItems {
  section?: string;
  genre?: string;
  mediaType?: MediaType;
  page: number;
  pageSize: number;
}

export function listDiscoverItems(query: DiscoverItems, signal?: AbortSignal): Promise<MediaPage> {
  return unwrap<MediaPage>(
    http.GET("/discover/items", { params: { query: { ...query } }, signal }),
  );
}

export async function listGenres(): Promise<Genre[]> {
  return (await unwrap<{ items: Genre[] }>(http.GET("/discover/genres"))).items;
}
