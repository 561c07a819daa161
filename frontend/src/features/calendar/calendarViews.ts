/** The views of the calendar, and which days each shows. */
import type { ReleaseFilter } from "../../api/calendar";
import type { CalendarDay, MediaType } from "../../api/types";
import { daysOfMonth, firstOfMonth, mondayOf, weekFrom } from "./calendarDates";

export type View = "agenda" | "week" | "month";
export type Kind = "all" | MediaType | "addon";
export type Scope = "all" | "mine" | "watchlist";

export const VIEWS: readonly { value: View; label: string }[] = [
  { value: "agenda", label: "Agenda" },
  { value: "week", label: "Week" },
  { value: "month", label: "Month" },
];
export const KINDS: readonly { value: Kind; label: string }[] = [
  { value: "all", label: "Everything" },
  { value: "movie", label: "Movies" },
  { value: "show", label: "Shows" },
  { value: "game", label: "Games" },
  { value: "addon", label: "Expansions and DLC" },
];

type Parameter = string | string[] | undefined;

export const viewOf = (text: Parameter): View =>
  VIEWS.find((view) => view.value === text)?.value ?? "week";
export const kindOf = (text: Parameter): Kind =>
  KINDS.find((kind) => kind.value === text)?.value ?? "all";
const scopeOf = (text: Parameter): Scope =>
  text === "mine" || text === "watchlist" ? text : "all";
const textOf = (text: Parameter) => (typeof text === "string" && text !== "" ? text : undefined);

/** What is filtered for, in the address of the page. */
export interface Search extends Record<string, string | undefined> {
  on?: string;
  view?: string;
  show?: string;
  only?: string;
  disk?: string;
  genre?: string;
  platform?: string;
  country?: string;
}

export const isOnDisk = (search: Search) => search.disk === "1";

/** A country or a genre of another shape would be refused; it is left out. */
export function filterOf(search: Search): ReleaseFilter {
  const kind = kindOf(search.show);
  const country = textOf(search.country);
  const genre = textOf(search.genre);
  return {
    scope: scopeOf(search.only),
    ...(kind !== "all" && { mediaType: kind === "addon" ? "game" : kind }),
    ...(kind === "addon" && { addOns: true }),
    ...(genre && /^[a-z0-9]+(-[a-z0-9]+)*$/.test(genre) && { genre }),
    ...(textOf(search.platform) && { platform: textOf(search.platform)?.slice(0, 80) }),
    ...(country && /^[A-Z]{2}$/.test(country) && { region: country }),
  };
}

/** The filters' part of the address, without any. */
export const NO_FILTERS: Search = {
  show: undefined,
  only: undefined,
  disk: undefined,
  genre: undefined,
  platform: undefined,
  country: undefined,
};

/** How many filters are set. */
export function countFilters(search: Search): number {
  const { scope, mediaType, genre, platform, region } = filterOf(search);
  const set = [scope !== "all", isOnDisk(search), mediaType, genre, platform, region];
  return set.filter(Boolean).length;
}

/** A feed's address with the filters; without one it has what is the user's. */
export function filteredFeed(
  url: string,
  { scope, addOns = false, ...others }: ReleaseFilter,
): string {
  const query = new URLSearchParams({
    ...(scope !== "all" && { scope }),
    ...(addOns && { addOns: "true" }),
    ...others,
  });
  return query.size > 0 ? `${url}?${query}` : url;
}

const AGENDA_DAYS = 14;

/** The weeks of a day's month and the week after it: one request for all views. */
export const rangeOf = (day: string) => ({ from: mondayOf(firstOfMonth(day)), days: 49 });

/** Whether a day has a release, or something to catch up with. */
export const isFull = (day: CalendarDay) => day.total > 0 || day.planned.length > 0;

/** Seven days from `on`, two weeks as an agenda, or the weeks that the month of `on` is part of. */
export function shownDays(days: readonly CalendarDay[], on: string, view: View): CalendarDay[] {
  if (view === "week") {
    const week = weekFrom(on);
    return days.filter((day) => week.includes(day.date));
  }
  if (view === "agenda") return days.filter((day) => day.date >= on).slice(0, AGENDA_DAYS);
  const month = daysOfMonth(on);
  const last = mondayOf(month.at(-1) ?? on);
  return days.filter((day) => mondayOf(day.date) <= last);
}
