/**
 * Filters and order of the library and their URL parameters. Invalid values in a URL are ignored,
 * so that an old link still opens. No I/O.
 */
import type { LibraryTitleQuery } from "../../api/types";
import { codecName, hdrName } from "../../lib/codecs";
import { languageName } from "../../lib/format";

/** What each parameter looks like. `added` is in days, `size` a range in gigabytes: `2-10`. */
const FORMS = {
  type: /^(movie|show|game)$/,
  genre: /^[a-z0-9]+(-[a-z0-9]+)*$/,
  from: /^(1[89]|2[01])\d{2}$/,
  to: /^(1[89]|2[01])\d{2}$/,
  resolution: /^(2160p|1080p|720p|sd|full_hd|hd)$/,
  codec: /^[\w.+-]{1,40}$/,
  audio: /^[\w.+-]{1,40}$/,
  hdr: /^[\w.+-]{1,40}$/,
  language: /^[\w.+-]{1,40}$/,
  seen: /^(yes|no)$/,
  size: /^(\d{1,5}-\d{0,5})$/,
  added: /^\d{1,4}$/,
  root: /^\/./,
  state: /^(duplicates|missing)$/,
  q: /\S/,
  sort: /^(added|title|year|size|rating|resolution)$/,
  order: /^(asc|desc)$/,
} as const;

export type FilterName = keyof typeof FORMS;
export type TitleFilters = Partial<Record<FilterName, string>>;
export type UrlParams = Readonly<Record<string, string | string[] | undefined>>;

const NAMES = Object.keys(FORMS) as FilterName[];
const GIGABYTE = 1_000_000_000;
const DAY_MS = 86_400_000;

export function parseTitleFilters(params: UrlParams): TitleFilters {
  const found: TitleFilters = {};
  for (const name of NAMES) {
    const value = params[name];
    if (typeof value === "string" && FORMS[name].test(value)) found[name] = value;
  }
  return found;
}

/** What the server is asked. */
export function titleQuery(filters: TitleFilters, now: Date): LibraryTitleQuery {
  const [least, most] = (filters.size ?? "").split("-");
  const query: Record<string, unknown> = {
    mediaType: filters.type,
    genre: filters.genre,
    yearMin: filters.from && Number(filters.from),
    yearMax: filters.to && Number(filters.to),
    resolution: filters.resolution,
    codec: filters.codec,
    audio: filters.audio,
    hdr: filters.hdr,
    language: filters.language,
    seen: filters.seen && filters.seen === "yes",
    sizeMin: least && Number(least) > 0 ? Number(least) * GIGABYTE : undefined,
    sizeMax: most ? Number(most) * GIGABYTE : undefined,
    addedSince: filters.added && dayBefore(now, Number(filters.added)),
    root: filters.root,
    state: filters.state,
    query: filters.q?.trim(),
    sort: filters.sort,
    order: filters.order,
  };
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given);
}

function dayBefore(now: Date, days: number): string {
  return new Date(now.getTime() - days * DAY_MS).toISOString().slice(0, 10);
}

export interface Choice {
  value: string;
  label: string;
}

export const RESOLUTIONS: readonly Choice[] = [
  { value: "2160p", label: "4K" },
  { value: "1080p", label: "1080p" },
  { value: "720p", label: "720p" },
  { value: "sd", label: "SD" },
  { value: "hd", label: "HD and better" },
];
export const SIZES: readonly Choice[] = [
  { value: "0-2", label: "Under 2 GB" },
  { value: "2-10", label: "2 to 10 GB" },
  { value: "10-30", label: "10 to 30 GB" },
  { value: "30-", label: "Over 30 GB" },
];
export const ADDED: readonly Choice[] = [
  { value: "7", label: "Last 7 days" },
  { value: "30", label: "Last 30 days" },
  { value: "365", label: "Last year" },
];
export const SEEN: readonly Choice[] = [
  { value: "no", label: "Not seen" },
  { value: "yes", label: "Seen" },
];

const labelOf = (choices: readonly Choice[], value: string) =>
  choices.find((choice) => choice.value === value)?.label ?? value;

export interface ActiveFilter {
  label: string;
  names: readonly FilterName[];
}

/** The filters of the sheet that are set, as labels. `genreName` is the server's. */
export function activeTitleFilters(
  filters: TitleFilters,
  genreName: (slug: string) => string,
): ActiveFilter[] {
  const { from, to } = filters;
  const years = from && to ? (isDecade(from, to) ? `${from}s` : `${from} to ${to}`) : (from ?? to);
  const named: [string | undefined, readonly FilterName[]][] = [
    [filters.resolution && labelOf([...RESOLUTIONS, FULL_HD], filters.resolution), ["resolution"]],
    [filters.seen && labelOf(SEEN, filters.seen), ["seen"]],
    [filters.genre && genreName(filters.genre), ["genre"]],
    [years, ["from", "to"]],
    [filters.hdr && hdrName(filters.hdr), ["hdr"]],
    [filters.codec && codecName(filters.codec), ["codec"]],
    [filters.audio && codecName(filters.audio), ["audio"]],
    [filters.language && languageName(filters.language), ["language"]],
    [filters.size && labelOf(SIZES, filters.size), ["size"]],
    [filters.added && labelOf(ADDED, filters.added), ["added"]],
    [filters.root, ["root"]],
  ];
  return named.flatMap(([label, names]) => (label ? [{ label, names }] : []));
}

const FULL_HD: Choice = { value: "full_hd", label: "1080p and better" };

const isDecade = (from: string, to: string) =>
  Number(from) % 10 === 0 && Number(to) === Number(from) + 9;

export type LibrarySort = NonNullable<LibraryTitleQuery["sort"]>;

/** `first` is what comes first in the usual order, `last` in the other one. */
export const LIBRARY_SORTS: readonly {
  value: LibrarySort;
  label: string;
  first: string;
  last: string;
}[] = [
  { value: "added", label: "Added", first: "newest first", last: "oldest first" },
  { value: "title", label: "Title", first: "A to Z", last: "Z to A" },
  { value: "year", label: "Year", first: "newest first", last: "oldest first" },
  { value: "size", label: "Size", first: "largest first", last: "smallest first" },
  { value: "rating", label: "Rating", first: "best first", last: "worst first" },
  { value: "resolution", label: "Quality", first: "best first", last: "lowest first" },
];

/** Choosing the order in use turns it around. */
export function afterSort(filters: TitleFilters, chosen: LibrarySort): TitleFilters {
  const now = filters.sort ?? "added";
  const usual = chosen === "title" ? "asc" : "desc";
  const turned = chosen === "title" ? "desc" : "asc";
  const isTurned = now === chosen && (filters.order ?? usual) === usual;
  return {
    sort: chosen === "added" ? undefined : chosen,
    order: isTurned ? turned : undefined,
  };
}

export function isTurned(filters: TitleFilters): boolean {
  const usual = filters.sort === "title" ? "asc" : "desc";
  return filters.order !== undefined && filters.order !== usual;
}

export function isFiltered(filters: TitleFilters): boolean {
  return NAMES.some((name) => name !== "sort" && name !== "order" && filters[name] !== undefined);
}

/** Every filter removed; the order stays. */
export const NO_FILTERS = Object.fromEntries(
  NAMES.filter((name) => name !== "sort" && name !== "order").map((name) => [name, undefined]),
) as TitleFilters;
