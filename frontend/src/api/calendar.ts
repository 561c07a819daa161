import { expectSuccess, http, unwrap } from "./client";
import type { Calendar, CalendarFeed, MediaType, NewCalendarFeed, UndatedRelease } from "./types";

export interface ReleaseFilter {
  scope: "all" | "mine" | "watchlist";
  mediaType?: MediaType;
  /** The slug of a genre. */
  genre?: string;
  /** Of games. */
  platform?: string;
  /** A country: the releases there. */
  region?: string;
  /** Only expansions and DLC of games. */
  addOns?: boolean;
}

export interface CalendarFilter extends ReleaseFilter {
  /** `2026-11-19`. */
  from: string;
  days: number;
  /** Only what the library has. */
  onDisk: boolean;
}

/** Releases by day. */
export function listReleases(filter: CalendarFilter): Promise<Calendar> {
  return unwrap(http.GET("/calendar", { params: { query: filter } }));
}

/** What concerns the user and has no day yet. */
export async function listUndated(filter: ReleaseFilter): Promise<UndatedRelease[]> {
  return (await unwrap(http.GET("/calendar/undated", { params: { query: filter } }))).items;
}

/** The calendar is open: what comes later is marked as new the next time. */
export function visitCalendar(): Promise<void> {
  return expectSuccess(http.POST("/calendar/visits"));
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
