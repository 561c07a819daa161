import { http, unwrap } from "./client";
import type { PlayTicket, Progress } from "./types";

/** A temporary URL of the file, and the resume position. */
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

/** `lasting` keeps the request alive when the page is closed. */
export function reportProgress(report: ProgressReport, lasting: boolean): Promise<Progress> {
  return unwrap(http.POST("/progress", { body: report, keepalive: lasting }));
}
