/** Free sources of titles: their publisher or an archive. */
import { http, unwrap } from "./client";
import type { FreeSource, GetTitleResult } from "./types";

/**
 * Download a title. Without a source the server takes the best one. A repeated key returns the job
 * that the first request created.
 */
export function getTitle(
  mediaId: number,
  sourceId: number | undefined,
  key: string,
): Promise<GetTitleResult> {
  return unwrap(
    http.POST("/titles/{media_id}/get", {
      params: { path: { media_id: mediaId } },
      body: { sourceId },
      headers: { "Idempotency-Key": key },
    }),
  );
}

/** What the titles that Discover begins with can be downloaded from, by their ids. */
export async function listSpotlightSources(): Promise<ReadonlyMap<number, FreeSource>> {
  const { items } = await unwrap(http.GET("/discover/free-sources"));
  return new Map(items.map(({ mediaId, source }) => [mediaId, source]));
}
