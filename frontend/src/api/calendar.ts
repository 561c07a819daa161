import { http, unwrap } from "./client";
import type { Calendar, MediaType } from "./types";

export interface CalendarFilter {
  /** `2026-11-19`. */
  from: string;
  days: number;
  isMine: boolean;
  mediaType: MediaType | undefined;
}

/** Releases by day. */
export function listReleases({ from, days, isMine, mediaType }: CalendarFilter): Promise<Calendar> {
  const scope = isMine ? "mine" : "all";
  return unwrap(http.GET("/calendar", { params: { query: { from, days, scope, mediaType } } }));
}
