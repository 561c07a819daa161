import type { Facets } from "../../api/types";

const MOST = 10;

/** The platforms to choose from, those with the most games first. */
export function platformsOffered(facets: Facets | undefined): string[] {
  return (facets?.platforms ?? [])
    .toSorted((a, b) => b.count - a.count)
    .slice(0, MOST)
    .map(({ name }) => name);
}
