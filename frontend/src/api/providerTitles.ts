import { http, unwrap } from "./client";
import type { MediaCard, ProviderTitle, ProviderTitles } from "./types";

/** Titles of TMDB and IGDB that are not in the catalogue. */
export function searchProviderTitles(q: string): Promise<ProviderTitles> {
  return unwrap(http.GET("/search/outside", { params: { query: { q } } }));
}

/** The title in the catalogue, added when it is new. */
export function addProviderTitle(title: ProviderTitle): Promise<MediaCard> {
  return unwrap(
    http.POST("/search/outside", {
      body: { mediaType: title.mediaType, externalId: Number(title.externalId) },
    }),
  );
}
