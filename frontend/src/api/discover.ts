import type { TitleFilters } from "./catalog";
import { http, unwrap } from "./client";
import type { Discover, Facets, Genre, MediaPage, MediaType } from "./types";

export function getDiscover(): Promise<Discover> {
  return unwrap(http.GET("/discover"));
}

/** Without section, genre and collection: all titles that match the filters. */
export interface DiscoverItems extends TitleFilters {
  section?: string;
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

/** The languages, countries and platforms titles are from, and the years they span. */
export function getFacets(mediaType?: MediaType): Promise<Facets> {
  return unwrap(http.GET("/discover/facets", { params: { query: { mediaType } } }));
}
