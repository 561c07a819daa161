/** Texts of plans to catch up. */
import type { CatchUp, CatchUpGoal } from "../../api/types";
import { formatMinutes, pluralize } from "../../lib/format";

/** Monday first, as the API counts. */
export const WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"] as const;

export const goalName = (goal: CatchUpGoal) =>
  goal.kind === "season"
    ? `Season ${goal.seasonNumber}`
    : `The finale of season ${goal.seasonNumber}`;

const soon = (days: number) => (days === 1 ? "tomorrow" : `in ${days} days`);

/** `New season in 12 days`, `Finale tomorrow`. */
export const goalText = (goal: CatchUpGoal) =>
  `${goal.kind === "season" ? "New season" : "Finale"} ${soon(goal.daysUntil)}`;

/** `38 minutes a day`, or of the days of the week with time. */
export function paceText({ minutesADay, weekdays }: CatchUp): string {
  if (minutesADay === null) return "no day with time is left";
  const often = weekdays.length === WEEKDAYS.length ? "a day" : "on each of your days";
  return `${formatMinutes(minutesADay)} ${often}`;
}

/** `New season in 12 days, 9 episodes left: 38 minutes a day`. */
export const catchUpText = (catchUp: CatchUp) =>
  `${goalText(catchUp.goal)}, ${pluralize(catchUp.episodesLeft, "episode")} left: ${paceText(catchUp)}`;

/** `S1 E4`, `S1 E4 to S1 E6`. */
export const labelsText = (first: string, last: string) =>
  first === last ? first : `${first} to ${last}`;

/** `Wed 25 Nov`. */
export const shortDay = (day: string) =>
  new Date(`${day}T12:00:00Z`).toLocaleDateString("en-GB", {
    weekday: "short",
    day: "numeric",
    month: "short",
    timeZone: "UTC",
  });
