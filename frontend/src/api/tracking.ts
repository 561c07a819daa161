import { expectSuccess, http, unwrap } from "./client";
import type { MediaPage } from "./types";

export function listWatchLater(
  page: number,
  pageSize: number,
  signal?: AbortSignal,
): Promise<MediaPage> {
  return unwrap(http.GET("/watch-later", { params: { query: { page, pageSize } }, signal }));
}

export function addToWatchLater(mediaId: number): Promise<void> {
  return expectSuccess(http.POST("/watch-later", { body: { mediaId } }));
}

export function removeFromWatchLater(mediaId: number): Promise<void> {
  return expectSuccess(
    http.DELETE("/watch-later/{media_id}", { params: { path: { media_id: mediaId } } }),
  );
}

/** Without an episode: the whole title. */
export function markWatched(mediaId: number, episodeId?: number): Promise<void> {
  return expectSuccess(http.POST("/watched", { body: { mediaId, episodeId } }));
}

export function unmarkWatched(mediaId: number, episodeId?: number): Promise<void> {
  return expectSuccess(
    http.DELETE("/watched/{media_id}", {
      params: { path: { media_id: mediaId }, query: { episodeId } },
    }),
  );
}

/** Takes it off the row; the position stays. */
export function hideFromContinueWatching(mediaId: number, episodeId: number | null): Promise<void> {
  return expectSuccess(
    http.DELETE("/progress/{media_id}", {
      params: {
        path: { media_id: mediaId },
        query: { episodeId: episodeId ?? undefined },
      },
      // Sent even when the page is closing.
      keepalive: true,
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
