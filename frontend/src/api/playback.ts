import { http, unwrap } from "./client";
import { deviceKnown } from "./devices";
import type { PlayOptions, PlayPreview, PlayTicket, Progress, TrackChoice } from "./types";

/** How each version of the title of a file would play in this browser, the best first. */
export async function previewPlayback(libraryItemId: string): Promise<PlayPreview> {
  await deviceKnown();
  return unwrap(
    http.GET("/library/{item_id}/playback", { params: { path: { item_id: libraryItemId } } }),
  );
}

/** A temporary URL of the file, and the resume position. */
export async function playItem(libraryItemId: string, options?: PlayOptions): Promise<PlayTicket> {
  await deviceKnown();
  return unwrap(
    http.POST("/library/{item_id}/play", {
      params: { path: { item_id: libraryItemId }, query: options },
    }),
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

/** Keep the languages that were chosen in the player for this film or show. */
export async function keepTracks(libraryItemId: string, chosen: TrackChoice): Promise<void> {
  await unwrap(
    http.PUT("/library/{item_id}/track-choice", {
      params: { path: { item_id: libraryItemId } },
      body: chosen,
    }),
  );
}
