/** Queries shared by features. */
import { query } from "@solidjs/router";
import { getMedia, getSeason } from "../api/catalog";
import { getDashboard } from "../api/dashboard";
import type { MediaType } from "../api/types";

export const dashboardQuery = query(() => getDashboard(), "dashboard");

/** One title with everything about it. */
export const mediaQuery = query((type: MediaType, id: number) => getMedia(type, id), "media");

/** One season with its episodes, where the title came without them. */
export const seasonQuery = query(
  (showId: number, seasonNumber: number) => getSeason(showId, seasonNumber),
  "season",
);
