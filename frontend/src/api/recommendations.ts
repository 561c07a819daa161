import { http, unwrap } from "./client";
import type {
  DismissReason,
  MediaType,
  Mood,
  RecommendationPage,
  RecommendationState,
  Strength,
  Taste,
  Tonight,
} from "./types";

export interface RecommendationQuery {
  mediaType?: MediaType;
  /** The slug of a genre. */
  genre?: string;
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

/** Whether a title is recommended: the reasons, or why it is not. */
export function getRecommendationState(mediaId: number): Promise<RecommendationState> {
  return unwrap(
    http.GET("/recommendations/titles/{media_id}", { params: { path: { media_id: mediaId } } }),
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
  /** When they want to begin, as an ISO date; now without. */
  startsAt?: string;
  /** Ids of the titles of the first draw, separated by commas: asks for the second one. */
  shown?: string;
}

export function drawTonight(query: TonightQuery): Promise<Tonight> {
  return unwrap(http.GET("/recommendations/tonight", { params: { query } }));
}

export function getTaste(): Promise<Taste> {
  return unwrap(http.GET("/recommendations/taste"));
}

/** Null: as the history says. Resolves to what undoes it. */
export async function setTasteRule(trait: string, strength: Strength | null): Promise<string> {
  const body = { trait, strength };
  return (await unwrap(http.PUT("/recommendations/taste/rules", { body }))).undoId;
}

/** Whether a title says nothing about the taste. Resolves to what undoes it. */
export async function forgetTitle(mediaId: number, forgotten: boolean): Promise<string> {
  const body = { mediaId, forgotten };
  return (await unwrap(http.PUT("/recommendations/taste/forgotten", { body }))).undoId;
}

/** Lets a dismissed title be recommended again. Resolves to what undoes it. */
export async function restoreRecommendation(mediaId: number): Promise<string> {
  return (await unwrap(http.POST("/recommendations/restore", { body: { mediaId } }))).undoId;
}

/** Resolves to what undoes it; null when nothing changed. */
export async function dismissRecommendation(
  mediaId: number,
  reason: DismissReason,
): Promise<string | null> {
  return (await unwrap(http.POST("/recommendations/dismiss", { body: { mediaId, reason } })))
    .undoId;
}
