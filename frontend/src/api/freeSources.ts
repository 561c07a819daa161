/** Free sources of titles: their publisher or an archive. */
import { http, unwrap } from "./client";
import type { GetTitleResult } from "./types";

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
