import { http, unwrap } from "./client";
import type {
  FollowChange,
  FollowKind,
  FollowState,
  WatchlistCounts,
  WatchlistPage,
  WatchlistSort,
} from "./types";

export interface WatchlistQuery {
  kind: FollowKind;
  /** Running shows of the library that are not followed. */
  muted?: boolean;
  sort?: WatchlistSort;
  page: number;
  pageSize: number;
}

export function listWatchlist(query: WatchlistQuery, signal?: AbortSignal): Promise<WatchlistPage> {
  return unwrap(http.GET("/watchlist", { params: { query }, signal }));
}

export function countWatchlist(): Promise<WatchlistCounts> {
  return unwrap(http.GET("/watchlist/counts"));
}

/** At most a hundred ids. */
export async function checkWatchlist(
  kind: FollowKind,
  ids: readonly number[],
): Promise<FollowState[]> {
  const query = { kind, ids: ids.join(",") };
  return (await unwrap(http.GET("/watchlist/check", { params: { query } }))).items;
}

export function follow(kind: FollowKind, ids: number[]): Promise<FollowChange> {
  return unwrap(http.POST("/watchlist/add", { body: { kind, ids } }));
}

/** A running show of the library is muted. */
export function unfollow(kind: FollowKind, ids: number[]): Promise<FollowChange> {
  return unwrap(http.POST("/watchlist/remove", { body: { kind, ids } }));
}
