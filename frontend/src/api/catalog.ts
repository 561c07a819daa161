import { http, unwrap } from "./client";
import type {
  MediaDetail,
  MediaPage,
  MediaType,
  SearchPage,
  Season,
  Sort,
  Suggestion,
} from "./types";

/** The filters of every list of titles. */
export interface TitleFilters {
  sort?: Sort;
  genre?: string;
  yearMin?: number;
  yearMax?: number;
  ratingMin?: number;
  language?: string;
  country?: string;
  platform?: string;
  /** Only what the library has. */
  available?: boolean;
}

/** Sort order, filters and page of a list of one title type. */
export interface BrowseQuery extends TitleFilters {
  page: number;
  pageSize: number;
}

const LIST_PATHS = { movie: "/movies", show: "/shows", game: "/games" } as const;

export function listMedia(
  type: MediaType,
  query: BrowseQuery,
  signal?: AbortSignal,
): Promise<MediaPage> {
  return unwrap(http.GET(LIST_PATHS[type], { params: { query }, signal }));
}

const DETAIL_PATHS = {
  movie: "/movies/{media_id}",
  show: "/shows/{media_id}",
  game: "/games/{media_id}",
} as const;

export function getMedia(type: MediaType, id: number): Promise<MediaDetail> {
  return unwrap(http.GET(DETAIL_PATHS[type], { params: { path: { media_id: id } } }));
}

/** A season with its episodes, for a show too long to be sent whole. */
export function getSeason(showId: number, seasonNumber: number): Promise<Season> {
  return unwrap(
    http.GET("/shows/{media_id}/seasons/{season_number}", {
      params: { path: { media_id: showId, season_number: seasonNumber } },
    }),
  );
}

export interface SearchQuery {
  q: string;
  type?: MediaType | "person";
  page?: number;
  pageSize?: number;
}

export function search(query: SearchQuery, signal?: AbortSignal): Promise<SearchPage> {
  return unwrap(http.GET("/search", { params: { query }, signal }));
}

export async function suggest(
  q: string,
  limit: number,
  signal?: AbortSignal,
): Promise<Suggestion[]> {
  const call = http.GET("/search/suggestions", { params: { query: { q, limit } }, signal });
  return (await unwrap(call)).items;
}
