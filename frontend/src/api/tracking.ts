import { expectSuccess, http, unwrap } from "./client";
import type {
  HistoryPage,
  MediaPage,
  MediaType,
  OpinionChange,
  OwnTitles,
  OwnTitlesQuery,
  PlaySelectionChange,
  PlayTime,
  PlaysChange,
  ProgressChange,
  StatusChange,
  TitleRatings,
  WatchLaterChange,
  WatchLaterSort,
  WatchStatus,
} from "./types";

/** Filters and order; absent filters do not restrict. */
export interface WatchLaterFilters {
  mediaType?: MediaType;
  genre?: string;
  /** Playable here. */
  available?: boolean;
  sort?: WatchLaterSort;
}

export function listWatchLater(
  filters: WatchLaterFilters,
  page: number,
  pageSize: number,
  signal?: AbortSignal,
): Promise<MediaPage> {
  return unwrap(
    http.GET("/watch-later", { params: { query: { ...filters, page, pageSize } }, signal }),
  );
}

export function setWatchLater(mediaIds: number[], isListed: boolean): Promise<WatchLaterChange> {
  return unwrap(http.PUT("/watch-later", { body: { mediaIds, isListed } }));
}

/** The title to stand before, or the one to stand after. */
export type WatchLaterPlace = { before: number } | { after: number };

export function moveInWatchLater(
  mediaId: number,
  place: WatchLaterPlace,
): Promise<WatchLaterChange> {
  return unwrap(
    http.PATCH("/watch-later/{media_id}", { params: { path: { media_id: mediaId } }, body: place }),
  );
}

/** A title, or a part of a show; with `upTo`, an episode and all before it. */
export interface PlayScope {
  mediaId: number;
  episodeId?: number;
  seasonNumber?: number;
  upTo?: boolean;
}

/**
 * One movie or episode gets another play. Of several episodes, those that were never watched get
 * one.
 */
export function addPlays(scope: PlayScope): Promise<PlaysChange> {
  return unwrap(http.POST("/plays", { body: scope }));
}

/** Removes every play: nothing of it counts as seen. */
export function removePlays(scope: PlayScope): Promise<PlaysChange> {
  return unwrap(http.POST("/plays/remove", { body: scope }));
}

interface HistoryQuery {
  from?: string;
  to?: string;
  mediaType?: MediaType;
  /** `nextCursor` of the page before. */
  cursor?: string;
  limit?: number;
}

/** Plays between two moments, the newest first. */
export function listHistory(query: HistoryQuery, signal?: AbortSignal): Promise<HistoryPage> {
  return unwrap(http.GET("/history", { params: { query }, signal }));
}

export function correctPlays(playIds: number[], when: PlayTime): Promise<PlaySelectionChange> {
  return unwrap(http.PATCH("/plays", { body: { playIds, ...when } }));
}

/** Removes viewings; others of the same titles stay. */
export function deletePlays(playIds: number[]): Promise<PlaySelectionChange> {
  return unwrap(http.POST("/plays/delete", { body: { playIds } }));
}

/** The film or the episode of each gets 0.5 to 10; null removes the rating. */
export function ratePlays(playIds: number[], rating: number | null): Promise<PlaySelectionChange> {
  return unwrap(http.PUT("/plays/ratings", { body: { playIds, rating } }));
}

/** 0.5 to 10; null removes the rating. */
export function rateTitle(mediaId: number, rating: number | null): Promise<OpinionChange> {
  return unwrap(http.PUT("/ratings", { body: { mediaIds: [mediaId], rating } }));
}

/** A season or an episode of a show. */
export type RatedPart = { seasonNumber: number } | { episodeId: number };

/** 0.5 to 10; null removes the rating. */
export function ratePart(
  mediaId: number,
  part: RatedPart,
  rating: number | null,
): Promise<OpinionChange> {
  return unwrap(http.PUT("/ratings", { body: { mediaIds: [mediaId], ...part, rating } }));
}

/** The user's ratings of a title, its seasons and its episodes. */
export function getRatings(mediaId: number): Promise<TitleRatings> {
  return unwrap(http.GET("/ratings/{media_id}", { params: { path: { media_id: mediaId } } }));
}

export function setFavorite(mediaIds: number[], isFavorite: boolean): Promise<OpinionChange> {
  return unwrap(http.PUT("/favorites", { body: { mediaIds, isFavorite } }));
}

/** Null forgets the status: it follows from what was watched. */
export function setStatus(mediaId: number, status: WatchStatus | null): Promise<StatusChange> {
  return unwrap(http.PUT("/statuses", { body: { mediaIds: [mediaId], status } }));
}

/** The newest first. */
export function listFavorites(
  page: number,
  pageSize: number,
  signal?: AbortSignal,
): Promise<MediaPage> {
  return unwrap(http.GET("/favorites", { params: { query: { page, pageSize } }, signal }));
}

/** Reverts a change of the last 30 seconds. */
export function undoChange(undoId: string): Promise<void> {
  return expectSuccess(http.POST("/undo/{change_id}", { params: { path: { change_id: undoId } } }));
}

/** Takes it off the row until it is played or another episode airs; the position stays. */
export function hideFromContinueWatching(
  mediaId: number,
  episodeId: number | null,
): Promise<ProgressChange> {
  return unwrap(
    http.DELETE("/progress/{media_id}", {
      params: {
        path: { media_id: mediaId },
        query: { episodeId: episodeId ?? undefined },
      },
    }),
  );
}

/** What was finished, the newest first. */
export function listWatched(
  page: number,
  pageSize: number,
  signal?: AbortSignal,
): Promise<MediaPage> {
  return unwrap(http.GET("/watched", { params: { query: { page, pageSize } }, signal }));
}

/** The user's movies or shows, with where they stand. */
export function listOwnTitles(
  type: "movie" | "show",
  query: OwnTitlesQuery,
  signal?: AbortSignal,
): Promise<OwnTitles> {
  const path = type === "movie" ? "/movies/mine" : "/shows/mine";
  return unwrap(http.GET(path, { params: { query }, signal }));
}
