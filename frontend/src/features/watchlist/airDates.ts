/** Air dates in words, and shows grouped by them. */
import type { FollowedShow } from "../../api/types";

const LANGUAGE = "en-GB";
const DAY_MS = 86_400_000;
const WEEK_DAYS = 7;

/** Whole days from now to a date without a time; 0 is today. */
export function daysUntil(date: string, now: Date): number {
  const today = Date.UTC(now.getFullYear(), now.getMonth(), now.getDate());
  return Math.round((Date.parse(`${date}T00:00:00Z`) - today) / DAY_MS);
}

/** `Fri 20 Nov`. */
export function dayText(date: string): string {
  return new Date(`${date}T00:00:00Z`)
    .toLocaleDateString(LANGUAGE, {
      weekday: "short",
      day: "numeric",
      month: "short",
      timeZone: "UTC",
    })
    .replace(",", "");
}

/** `today`, `tomorrow`, `in 3 days`. */
export function distanceText(date: string, now: Date): string {
  const days = daysUntil(date, now);
  if (days <= 0) return "today";
  if (days === 1) return "tomorrow";
  return `in ${days} days`;
}

export interface AiringGroup {
  name: string;
  shows: FollowedShow[];
}

/** The groups This week, Later and No date yet, in the order of the shows; empty ones are left out. */
export function groupByAirDate(shows: readonly FollowedShow[], now: Date): AiringGroup[] {
  const groups: AiringGroup[] = [
    { name: "This week", shows: [] },
    { name: "Later", shows: [] },
    { name: "No date yet", shows: [] },
  ];
  for (const show of shows) {
    const date = show.nextEpisode?.airDate;
    const group = date === undefined ? 2 : daysUntil(date, now) < WEEK_DAYS ? 0 : 1;
    groups[group]?.shows.push(show);
  }
  return groups.filter((group) => group.shows.length > 0);
}
