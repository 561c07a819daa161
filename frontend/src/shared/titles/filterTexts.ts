/** Texts about filters that are set. No I/O. */
import { countryName, languageName } from "../../lib/format";
import { countInSheet, type Filters } from "./titleListFilters";

export interface ActiveFilter {
  /** The label: `From 1990 to 1999`. */
  label: string;
  /** The change that removes it. */
  without: Partial<Filters>;
}

function yearsLabel({ yearMin, yearMax }: Filters): string | null {
  if (yearMin === null && yearMax === null) return null;
  if (yearMin === null) return `Until ${yearMax}`;
  if (yearMax === null) return `Since ${yearMin}`;
  if (yearMin === yearMax) return String(yearMin);
  const isDecade = yearMin % 10 === 0 && yearMax === yearMin + 9;
  return isDecade ? `${yearMin}s` : `${yearMin} to ${yearMax}`;
}

/**
 * The active filters as labels, each with the change that removes it. Type and sort have their
 * own controls; the genre's name comes from the server.
 */
export function activeFilters(
  filters: Filters,
  genreName: (slug: string) => string,
): ActiveFilter[] {
  const labels: [string | null, Partial<Filters>][] = [
    [filters.genre && genreName(filters.genre), { genre: null }],
    [yearsLabel(filters), { yearMin: null, yearMax: null }],
    [filters.ratingMin === null ? null : `${filters.ratingMin} and better`, { ratingMin: null }],
    [filters.language && languageName(filters.language), { language: null }],
    [filters.country && countryName(filters.country), { country: null }],
    [filters.platform, { platform: null }],
    [filters.here ? "In your library" : null, { here: false }],
  ];
  return labels.flatMap(([label, without]) => (label ? [{ label, without }] : []));
}

export function decadesOf(min: number, max: number): number[] {
  const first = Math.floor(min / 10) * 10;
  const count = Math.max(1, Math.floor((max - first) / 10) + 1);
  return Array.from({ length: count }, (_, index) => first + index * 10).reverse();
}

/** The server stops counting here when filters are set. */
const MAX_COUNTED = 10_000;

/** `1,204 films`, `More than 10,000 titles`. */
export function totalText(total: number, noun: string, filters: Filters): string {
  const isExact = (countInSheet(filters) === 0 && !filters.here) || total !== MAX_COUNTED;
  const number = total.toLocaleString("en-GB");
  if (!isExact) return `More than ${number} ${noun}s`;
  return `${number} ${total === 1 ? noun : `${noun}s`}`;
}
