import { http, unwrap } from "./client";
import type { DismissReason, MediaType, Mood, RecommendationPage, Tonight } from "./types";

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

export interface TonightQuery {
  /** The others on the sofa: ids of people, separated by commas. */
  with?: string;
  minutes?: number;
  mood?: Mood;
  /** The slug of a genre. */
  genre?: string;
  kind: "screen" | "game";
  draw: number;
}

export function drawTonight(query: TonightQuery): Promise<Tonight> {
  return unwrap(http.GET("/recommendations/tonight", { params: { query } }));
}

/** Resolves to what undoes it. */
export async function dismissRecommendation(
  mediaId: number,
  reason: DismissReason,
): Promise<string> {
  return (await unwrap(http.POST("/recommendations/dismiss", { body: { mediaId, reason } })))
    .undoId;
}
