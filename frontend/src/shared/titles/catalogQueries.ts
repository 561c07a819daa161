/** The rails of Discover, and the options of the filters, without which pages work. */
import { query } from "@solidjs/router";
import { getDiscover, getFacets, listGenres } from "../../api/discover";
import type { Facets, Genre, MediaType } from "../../api/types";

export const discoverQuery = query(() => getDiscover(), "discover");

export const genresQuery = query(
  (type?: MediaType): Promise<Genre[]> => listGenres(type).catch(() => []),
  "genres",
);

const NO_FACETS: Facets = {
  languages: [],
  countries: [],
  platforms: [],
  years: { min: null, max: null },
  sorts: ["trending", "popular", "newest", "a-z"],
  hasRatings: false,
};

export const facetsQuery = query(
  (type?: MediaType): Promise<Facets> => getFacets(type).catch(() => NO_FACETS),
  "facets",
);
