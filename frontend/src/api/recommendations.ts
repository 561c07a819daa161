import { http, unwrap } from "./client";
import type { DismissReason, MediaType, RecommendationPage } from "./types";

export interface RecommendationQuery {
  mediaType?: MediaType;
  /** Playable here. */
  available?: boolean;
  /** Titles known to be no longer. */
  maxMinutes?: number;
}

/** The best ones; a person's whole list is little longer. */
const MAX_SHOWN = 100;

export function listRecommendations(query: RecommendationQuery): Promise<RecommendationPage> {
  return unwrap(
    http.GET("/recommendations", { params: { query: { ...query, pageSize: MAX_SHOWN } } }),
  );
}

/** Resolves to what undoes it. */
export async function dismissRecommendation(
  mediaId: number,
  reason: DismissReason,
): Promise<string> {
  return (await unwrap(http.POST("/recommendations/dismiss", { body: { mediaId, reason } })))
    .undoId;
}
