/** What was watched in a year, for the diary and the page of the year. */
import { query } from "@solidjs/router";
import { getStats } from "../api/stats";

/** Days are those of the place where the person is now. */
const timeZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";

/** A year, or everything (null). */
export const statsQuery = query((year: number | null) => getStats(year, timeZone()), "stats");
