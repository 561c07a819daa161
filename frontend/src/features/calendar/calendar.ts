/** The views of the calendar, and which days each shows. */
import type { CalendarDay, MediaType } from "../../api/types";
import { daysOfMonth, firstOfMonth, mondayOf, weekFrom } from "./dates";

export type View = "agenda" | "week" | "month";
export type Kind = "all" | MediaType;
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
];

type Parameter = string | string[] | undefined;

export const viewOf = (text: Parameter, other: View): View =>
  VIEWS.find((view) => view.value === text)?.value ?? other;
export const kindOf = (text: Parameter): Kind =>
  KINDS.find((kind) => kind.value === text)?.value ?? "all";
export const scopeOf = (text: Parameter): Scope =>
  text === "mine" || text === "watchlist" ? text : "all";

const AGENDA_DAYS = 14;

/** The weeks of a day's month and the week after it: one request for all views. */
export const rangeOf = (day: string) => ({ from: mondayOf(firstOfMonth(day)), days: 49 });

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
