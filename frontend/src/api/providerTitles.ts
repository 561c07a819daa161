import { http, unwrap } from "./client";
import type { MediaCard, OutsideTitle, OutsideTitles } from "./types";

/** Titles of TMDB and IGDB that are not in the catalogue. */
export function searchOutside(q: string): Promise<OutsideTitles> {
  return unwrap(http.GET("/search/outside", { params: { query: { q } } }));
}

/** The title in the catalogue, added when it is new. */
export function addOutsideTitle(title: OutsideTitle): Promise<MediaCard> {
  return unwrap(
    http.POST("/search/outside", {
      body: { mediaType: title.mediaType, externalId: Number(title.externalId) },
    }),
  );
}
