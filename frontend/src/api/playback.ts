import { http, unwrap } from "./client";
import type { PlayTicket, Progress } from "./types";

/** A temporary URL of the file, and the resume position. */
export function playItem(libraryItemId: string): Promise<PlayTicket> {
  return unwrap(
    http.POST("/library/{item_id}/play", { params: { path: { item_id: libraryItemId } } }),
  );
}

/** Reports of one viewing may arrive late, twice or in another order: their moments decide. */
export interface ProgressReport {
  viewingId: string;
  recordedAt: string;
  mediaId: number;
  episodeId?: number;
  /** The file that plays: it may hold other episodes, or be a part of a film. */
  libraryItemId?: string;
  positionSeconds: number;
  durationSeconds: number;
}

/** The request outlives the page. It is not repeated: the next report says more. */
export function reportProgress(report: ProgressReport): Promise<Progress> {
  return unwrap(http.POST("/progress", { body: report, keepalive: true }));
}
