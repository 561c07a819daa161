import { expectSuccess, http, unwrap } from "./client";
import type { Calendar, CalendarFeed, MediaType, NewCalendarFeed } from "./types";

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

/** Whether there is an address for calendar programs. */
export function getCalendarFeed(): Promise<CalendarFeed> {
  return unwrap(http.GET("/calendar/feed"));
}

/** A new address, which ends an earlier one. */
export function createCalendarFeed(): Promise<NewCalendarFeed> {
  return unwrap(http.POST("/calendar/feed"));
}

export function deleteCalendarFeed(): Promise<void> {
  return expectSuccess(http.DELETE("/calendar/feed"));
}
