import { expect, test } from "vitest";
import {
  gamesText,
  headlineEnd,
  headlineNumber,
  leadOf,
  streakText,
  weekdayText,
} from "./statsText";

const totals = {
  movies: 186,
  episodes: 240,
  titles: 200,
  rewatches: 0,
  days: 231,
  minutes: 412 * 60,
  playsWithoutLength: 0,
};
const genre = (name: string, plays: number) => ({
  slug: name,
  name,
  plays,
  minutes: 0,
  playsByPeriod: [],
});
const periods = [4, 9, 31].map((hours, index) => ({
  period: index + 8,
  movies: 1,
  episodes: 0,
  minutes: hours * 60,
}));
const words = {
  year: 2026,
  totals,
  genres: [genre("Horror", 300)],
  previousMinutes: 349 * 60,
  periods,
  weekdays: [1, 1, 1, 1, 1, 9, 1],
  longestStreak: { days: 19, firstDay: "2026-01-02", lastDay: "2026-01-20" },
};

test("hours are said once there are two of them, and viewings where no length is known", () => {
  expect(headlineNumber({ totals })).toEqual(["412", "hours"]);
  expect(headlineNumber({ totals: { ...totals, minutes: 48 } })).toEqual(["48", "minutes"]);
  expect(headlineNumber({ totals: { ...totals, minutes: 0, movies: 1, episodes: 0 } })).toEqual([
    "1",
    "viewing",
  ]);
});

test("most is said of more than half only", () => {
  expect(headlineEnd(words)).toBe("and you gave most of them to horror.");
  expect(headlineEnd({ ...words, genres: [genre("Noir", 40)] })).toBe(
    "and more to noir than to anything else.",
  );
  expect(headlineEnd({ ...words, genres: [] })).toBe("");
});

test("the year is compared with the last one, when that has hours", () => {
  expect(leadOf(words)).toBe(
    "186 films, 240 episodes. 63 hours more than last year, mostly in October.",
  );
  expect(leadOf({ ...words, previousMinutes: null, periods: [] })).toBe("186 films, 240 episodes.");
  expect(leadOf({ ...words, previousMinutes: 0 })).toBe(
    "186 films, 240 episodes. Mostly in October.",
  );
});

test("a run and a weekday are mentioned when they stand out", () => {
  expect(streakText(words)).toBe("Longest run: 19 days in January");
  expect(streakText({ longestStreak: null })).toBe("");
  expect(weekdayText(words)).toBe("Saturdays are yours.");
  expect(weekdayText({ ...words, weekdays: [1, 1, 1, 1, 1, 1, 1] })).toBe("");
});

test("the time in games is said beside the films", () => {
  const games = { titles: 3, sessions: 9, finished: 2, minutes: 48 * 60 };

  expect(gamesText({ games })).toBe("And 48 hours in 3 games, 2 finished.");
  expect(gamesText({ games: { ...games, titles: 1, finished: 0, minutes: 0 } })).toBe(
    "And 1 game.",
  );
  expect(gamesText({ games: { ...games, titles: 0 } })).toBe("");
});
