/** The views of the calendar, and which days each shows. */
import type { CalendarDay, MediaType } from "../../api/types";
import { daysOfMonth, firstOfMonth, mondayOf, weekFrom } from "./dates";

export type View = "week" | "month";
export type Choice = "all" | "mine" | MediaType;

export const VIEWS: readonly { value: View; label: string }[] = [
  { value: "week", label: "Week" },
  { value: "month", label: "Month" },
];
export const CHOICES: readonly { value: Choice; label: string }[] = [
  { value: "all", label: "Everything" },
  { value: "mine", label: "Mine" },
  { value: "movie", label: "Movies" },
  { value: "show", label: "Shows" },
  { value: "game", label: "Games" },
];

type Parameter = string | string[] | undefined;

export const viewOf = (text: Parameter): View => (text === "month" ? "month" : "week");
export const choiceOf = (text: Parameter): Choice =>
  CHOICES.find((choice) => choice.value === text)?.value ?? "all";

/** The weeks of a day's month and the week after it: one request for both views. */
export const rangeOf = (day: string) => ({ from: mondayOf(firstOfMonth(day)), days: 49 });

/** Seven days from `on`, or the weeks that the month of `on` is part of. */
export function shownDays(days: readonly CalendarDay[], on: string, view: View): CalendarDay[] {
  if (view === "week") {
    const week = weekFrom(on);
    return days.filter((day) => week.includes(day.date));
  }
  const month = daysOfMonth(on);
  const last = mondayOf(month.at(-1) ?? on);
  return days.filter((day) => mondayOf(day.date) <= last);
}
