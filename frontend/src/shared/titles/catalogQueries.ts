/** What the filters offer. Without it the pages are still whole. */
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
};

export const facetsQuery = query(
  (type?: MediaType): Promise<Facets> => getFacets(type).catch(() => NO_FACETS),
  "facets",
);

/** A rail of them. */
export const collectionsQuery = query(
  (count: number): Promise<Collection[]> =>
    listCollections(1, count).then(
      (answer) => answer.items,
      () => [],
    ),
  "collections",
);
