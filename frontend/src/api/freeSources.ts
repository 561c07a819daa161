/** Titles that can be had for free, from their publisher or an archive. */
import { http, unwrap } from "./client";
import type { GetTitleResult } from "./types";

/**
 * Download a title. Without a source the server takes the best one. Sending the same key again
 * answers with the job the first request made.
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
