/** Queries of one title; what a title's page loads first. */
import { query } from "@solidjs/router";
import { getMedia, getSeason } from "../api/catalog";
import type { MediaType } from "../api/types";

/** One title with all of its details. */
export const mediaQuery = query((type: MediaType, id: number) => getMedia(type, id), "media");

/** One season with its episodes, when the title's response does not include them. */
export const seasonQuery = query(
  (showId: number, seasonNumber: number) => getSeason(showId, seasonNumber),
  "season",
);
