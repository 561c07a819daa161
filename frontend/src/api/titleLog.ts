import { http, unwrap } from "./client";
import type { LogPage } from "./types";

/** What the user did with a title, and which files of it came, the newest first. */
export function getTitleLog(
  mediaId: number,
  cursor: string | null,
  signal?: AbortSignal,
): Promise<LogPage> {
  return unwrap(
    http.GET("/titles/{media_id}/log", {
      params: { path: { media_id: mediaId }, query: { cursor: cursor ?? undefined } },
      signal,
    }),
  );
}
