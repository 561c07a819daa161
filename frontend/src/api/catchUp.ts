import { http, unwrap } from "./client";
import type { CatchUp, CatchUpChange, CatchUps } from "./types";

/** Plans to catch up with shows, and followed shows that could have one. */
export function listCatchUps(): Promise<CatchUps> {
  return unwrap(http.GET("/catch-up"));
}

/** What is left of a show, also on other days of the week than its plan's; Monday is 0. */
export async function getCatchUp(
  mediaId: number,
  weekdays?: readonly number[],
): Promise<CatchUp | null> {
  const params = { path: { media_id: mediaId }, query: { weekdays: weekdays?.join(",") } };
  return (await unwrap(http.GET("/catch-up/{media_id}", { params }))).catchUp;
}

export function putCatchUp(mediaId: number, weekdays: number[]): Promise<CatchUpChange> {
  const params = { path: { media_id: mediaId } };
  return unwrap(http.PUT("/catch-up/{media_id}", { params, body: { weekdays } }));
}

export function deleteCatchUp(mediaId: number): Promise<CatchUpChange> {
  return unwrap(http.DELETE("/catch-up/{media_id}", { params: { path: { media_id: mediaId } } }));
}
