import { http, unwrap } from "./client";
import type { PlayTicket, Progress } from "./types";

/** An address for the file's bytes that works for a while, and where to go on from. */
export function playItem(libraryItemId: string): Promise<PlayTicket> {
  return unwrap(
    http.POST("/library/{item_id}/play", { params: { path: { item_id: libraryItemId } } }),
  );
}

export interface ProgressReport {
  mediaId: number;
  episodeId?: number;
  positionSeconds: number;
  durationSeconds: number;
}

/** `lasting` keeps the request alive when the page goes away. */
export function reportProgress(report: ProgressReport, lasting: boolean): Promise<Progress> {
  return unwrap(http.POST("/progress", { body: report, keepalive: lasting }));
}
