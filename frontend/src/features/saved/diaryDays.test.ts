import { expect, test } from "vitest";
import { aTitle } from "../../../tests/titles";
import type { Play } from "../../api/types";
import { dayName, dayOf, monthAfter, monthGrid, monthsOf, timeOf } from "./diaryDays";

function aPlay(id: number, watchedAt: string | null, precision: Play["precision"] = "day"): Play {
  return {
    id,
    media: aTitle({}),
    episodeId: null,
    episodeLabel: null,
    episodeTitle: null,
    watchedAt,
    precision,
    source: "hand",
    rating: null,
  };
}

test("a day without a time is that day in every time zone", () => {
  const play = aPlay(1, "2026-11-19T12:00:00Z");

  expect(dayOf(play)).toBe("2026-11-19");
  expect(timeOf(play)).toBe("");
  expect(dayName("2026-11-19")).toEqual({ day: "19", weekday: "Thu" });
});

test("a moment has its day and time where the person is", () => {
  const moment = new Date(2026, 10, 19, 20, 46);
  const play = aPlay(1, moment.toISOString(), "moment");

  expect(dayOf(play)).toBe("2026-11-19");
  expect(timeOf(play)).toBe("20:46");
});

test("plays are grouped by month and day, those without a date at the end", () => {
  const plays = [
    aPlay(5, "2026-11-19T12:00:00Z"),
    aPlay(4, "2026-11-19T12:00:00Z"),
    aPlay(3, "2026-11-02T12:00:00Z"),
    aPlay(2, "2025-11-02T12:00:00Z"),
    aPlay(1, null, "unknown"),
  ];

  const months = monthsOf(plays).map(({ name, days }) => [
    name,
    days.map((day) => day.plays.map((play) => play.id)),
  ]);

  expect(months).toEqual([
    ["November 2026", [[5, 4], [3]]],
    ["November 2025", [[2]]],
    ["Date unknown", [[1]]],
  ]);
});

test("a day is one group, also where its noon lies between moments of another", () => {
  const evening = new Date(2026, 10, 19, 20, 46).toISOString();
  const plays = [
    aPlay(3, "2026-11-18T12:00:00Z"),
    aPlay(2, evening, "moment"),
    aPlay(1, "2026-11-18T12:00:00Z"),
  ];

  const days = monthsOf(plays)[0]?.days.map((day) => [day.date, day.plays.map((each) => each.id)]);

  expect(days).toEqual([
    ["2026-11-19", [2]],
    ["2026-11-18", [3, 1]],
  ]);
});

test("a month is whole weeks from Monday on", () => {
  const grid = monthGrid("2026-11");

  expect(grid).toHaveLength(42);
  expect([grid[0], grid[6], grid.at(-1)]).toEqual(["2026-10-26", "2026-11-01", "2026-12-06"]);
  expect(monthGrid("2027-02")).toHaveLength(28);
});

test("months follow each other over the end of a year", () => {
  expect([monthAfter("2026-12", 1), monthAfter("2026-01", -1)]).toEqual(["2027-01", "2025-12"]);
});
