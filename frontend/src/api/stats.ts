import { http, unwrap } from "./client";
import type { ViewingStats } from "./types";

/** What the user watched in a year, or ever (null), by the days of a time zone. */
export function getStats(year: number | null, timeZone: string): Promise<ViewingStats> {
  return unwrap(http.GET("/stats", { params: { query: { year: year ?? undefined, timeZone } } }));
}
