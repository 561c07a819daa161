/**
 * Filters of a title list and their URL parameters. Invalid values in a URL are ignored, so
 * that an old link still opens.
 */
import type { TitleFilters } from "../../api/catalog";
import type { Sort } from "../../api/types";
import { kindOf, type Kind } from "./mediaKinds";

/** The seven sort orders; the server also accepts two older names. */
export type SortOrder = Exclude<Sort, "title" | "rating">;

export interface Filters {
  kind: Kind;
  genre: string | null;
  sort: SortOrder;
  yearMin: number | null;
  yearMax: number | null;
  /** Out of ten. */
  ratingMin: number | null;
  /** A language code: `ja`. */
  language: string | null;
  /** A country code: `JP`. */
  country: string | null;
  platform: string | null;
  /** Only what the library has. */
  here: boolean;
}

const DEFAULT_SORT: SortOrder = "popular";

export const NO_FILTERS: Filters = {
  kind: "all",
  genre: null,
  sort: DEFAULT_SORT,
  yearMin: null,
  yearMax: null,
  ratingMin: null,
  language: null,
  country: null,
  platform: null,
  here: false,
};

export const SORTS: readonly { value: SortOrder; label: string }[] = [
  { value: "popular", label: "Popular" },
  { value: "trending", label: "Trending" },
  { value: "top_rated", label: "Top rated" },
  { value: "most_rated", label: "Most rated" },
  { value: "hidden_gems", label: "Hidden gems" },
  { value: "newest", label: "Newest" },
  { value: "a-z", label: "A to Z" },
];

/** The orders with data behind them, and the one in use: an old link still shows what it does. */
export function offeredSorts(sorts: readonly Sort[], chosen: SortOrder): typeof SORTS {
  return SORTS.filter(({ value }) => value === chosen || sorts.includes(value));
}

export type SearchParams = Partial<Record<string, string | string[]>>;

const GENRE = /^[a-z0-9]+(-[a-z0-9]+)*$/;
/** Older names of sort orders in URLs. */
const OLD_SORTS: Partial<Record<string, SortOrder>> = { rating: "top_rated", title: "a-z" };
const FIRST_YEAR = 1870;
const LAST_YEAR = 2100;

function textOf(params: SearchParams, name: string): string | null {
  const value = params[name];
  return typeof value === "string" && value.trim() !== "" ? value.trim() : null;
}

function matching(params: SearchParams, name: string, form: RegExp): string | null {
  const text = textOf(params, name);
  return text !== null && form.test(text) ? text : null;
}

function yearOf(params: SearchParams, name: string): number | null {
  const text = matching(params, name, /^\d{4}$/);
  const year = Number(text);
  return text !== null && year >= FIRST_YEAR && year <= LAST_YEAR ? year : null;
}

function ratingOf(params: SearchParams): number | null {
  const text = matching(params, "rating", /^\d(\.\d)?$/);
  const rating = Number(text);
  return text !== null && rating > 0 ? rating : null;
}

function sortOf(params: SearchParams): SortOrder {
  const text = textOf(params, "sort") ?? "";
  return SORTS.find(({ value }) => value === text)?.value ?? OLD_SORTS[text] ?? DEFAULT_SORT;
}

/** Parse the filters of a URL. Years in the wrong order are swapped. */
export function parseFilters(params: SearchParams): Filters {
  const years = [yearOf(params, "from"), yearOf(params, "to")] as const;
  const turned = years[0] !== null && years[1] !== null && years[0] > years[1];
  return {
    kind: kindOf(params.type),
    genre: matching(params, "genre", GENRE),
    sort: sortOf(params),
    yearMin: years[turned ? 1 : 0],
    yearMax: years[turned ? 0 : 1],
    ratingMin: ratingOf(params),
    language: matching(params, "language", /^[a-z]{2,3}$/),
    country: matching(params, "country", /^[A-Z]{2}$/),
    platform: textOf(params, "platform"),
    here: params.here === "1",
  };
}

/** The same as URL parameters; null removes a parameter. */
export function formatFilters(filters: Filters): Record<string, string | null> {
  return {
    type: filters.kind === "all" ? null : filters.kind,
    genre: filters.genre,
    sort: filters.sort === DEFAULT_SORT ? null : filters.sort,
    from: filters.yearMin === null ? null : String(filters.yearMin),
    to: filters.yearMax === null ? null : String(filters.yearMax),
    rating: filters.ratingMin === null ? null : String(filters.ratingMin),
    language: filters.language,
    country: filters.country,
    platform: filters.platform,
    here: filters.here ? "1" : null,
  };
}

/** API parameters except the title type, which a section fixes. */
export function filterQuery(filters: Filters): TitleFilters {
  return {
    sort: filters.sort,
    genre: filters.genre ?? undefined,
    yearMin: filters.yearMin ?? undefined,
    yearMax: filters.yearMax ?? undefined,
    ratingMin: filters.ratingMin ?? undefined,
    language: filters.language ?? undefined,
    country: filters.country ?? undefined,
    platform: filters.platform ?? undefined,
    available: filters.here || undefined,
  };
}

/** The cache key of a list. */
export function filterKey(filters: Filters): string {
  return Object.values(formatFilters(filters))
    .map((value) => value ?? "")
    .join(":");
}

export function isFiltered(filters: Filters): boolean {
  return Object.values(formatFilters(filters)).some((value) => value !== null);
}

/** The number of active filters in the sheet. */
export function countInSheet(filters: Filters): number {
  const { yearMin, yearMax, ratingMin, language, country, platform } = filters;
  const inSheet = [yearMin ?? yearMax, ratingMin, language, country, platform];
  return inSheet.filter((value) => value !== null).length;
}
