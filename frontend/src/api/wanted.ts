import { http, unwrap } from "./client";
import type {
  WantedChange,
  WantedCounts,
  WantedKind,
  WantedPage,
  WantedPreset,
  WantedShow,
} from "./types";

export interface WantedQuery {
  kind: WantedKind;
  page: number;
  pageSize: number;
}

export function listWanted(query: WantedQuery, signal?: AbortSignal): Promise<WantedPage> {
  return unwrap(http.GET("/wanted", { params: { query }, signal }));
}

export function countWanted(): Promise<WantedCounts> {
  return unwrap(http.GET("/wanted/counts"));
}

/** Every episode of a show with its state. */
export function getWantedShow(mediaId: number): Promise<WantedShow> {
  return unwrap(http.GET("/wanted/shows/{media_id}", { params: { path: { media_id: mediaId } } }));
}

/** Titles; or a season or an episode of one show. */
export interface WantedScope {
  mediaIds: number[];
  seasonNumber?: number;
  episodeId?: number;
}

/** Upcoming episodes are wanted once they have aired. */
export function addToWanted(scope: WantedScope, preset?: WantedPreset): Promise<WantedChange> {
  return unwrap(http.POST("/wanted/add", { body: { ...scope, preset } }));
}

export function removeFromWanted(scope: WantedScope): Promise<WantedChange> {
  return unwrap(http.POST("/wanted/remove", { body: scope }));
}
