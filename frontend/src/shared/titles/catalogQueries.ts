/** The options of the filters. Pages work without them. */
import { query } from "@solidjs/router";
import { listCollections } from "../../api/collections";
import { getFacets, listGenres } from "../../api/discover";
import type { Collection, Facets, Genre, MediaType } from "../../api/types";

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

/** A page of collections. */
export const collectionsQuery = query(
  (count: number): Promise<Collection[]> =>
    listCollections(1, count).then(
      (answer) => answer.items,
      () => [],
    ),
  "collections",
);
