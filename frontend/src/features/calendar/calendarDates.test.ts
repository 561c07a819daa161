import { expect, test } from "vitest";
import { filteredFeed, filterOf, rangeOf, shownDays } from "./calendarViews";
import { localDay } from "../../lib/localDay";
import {
  addDays,
  addMonths,
  daysOfMonth,
  dayText,
  mondayOf,
  parseDay,
  rangeText,
} from "./calendarDates";

test.each([
  ["2026-11-19", "2026-11-19"],
  ["2026-02-30", undefined],
  ["2026-13-01", undefined],
  ["1026-11-19", undefined],
  ["19 November", undefined],
  [undefined, undefined],
  [["2026-11-19"], undefined],
])("a day in a URL: %o", (text, day) => {
  expect(parseDay(text)).toBe(day);
});

test("days are counted over the end of a month, a year and summer time", () => {
  expect(addDays("2026-12-31", 1)).toBe("2027-01-01");
  expect(addDays("2028-03-01", -1)).toBe("2028-02-29");
  expect(addDays("2026-03-28", 2)).toBe("2026-03-30");
});

test("another month keeps the day, or has its last one", () => {
  expect(addMonths("2026-11-19", 2)).toBe("2027-01-19");
  expect(addMonths("2026-01-31", 1)).toBe("2026-02-28");
  expect(addMonths("2026-03-31", -1)).toBe("2026-02-28");
});

test("weeks begin on a Monday", () => {
  expect(mondayOf("2026-11-22")).toBe("2026-11-16");
  expect(mondayOf("2026-11-23")).toBe("2026-11-23");
});

test("the local day is that of the clock on the wall", () => {
  expect(localDay(new Date(2026, 10, 9, 23, 59))).toBe("2026-11-09");
});

test("a day names its year beside a day of another year", () => {
  const day = "2022-12-15";
  expect(dayText(day)).toBe("Thursday 15 December");
  expect(dayText(day, "2022-12-31", "2022-01-01")).toBe("Thursday 15 December");
  expect(dayText(day, "2022-12-31", "2026-11-19")).toBe("Thursday 15 December 2022");
});

test("a range names both ends", () => {
  expect(rangeText("2026-11-28", "2026-12-04")).toBe("28 Nov – 4 Dec");
});

const every = (from: string, count: number) =>
  Array.from({ length: count }, (_, index) => ({
    date: addDays(from, index),
    total: 0,
    entries: [],
    planned: [],
  }));

test.each(daysOfMonth("2027-08-01"))("the week from %s is inside the loaded days", (day) => {
  const { from, days } = rangeOf(day);

  expect(shownDays(every(from, days), day, "week").map((one) => one.date)).toEqual(
    Array.from({ length: 7 }, (_, index) => addDays(day, index)),
  );
});

test.each([
  ["2027-02-10", 28], // four weeks from a Monday on
  ["2026-11-10", 42],
  ["2027-08-10", 42],
  ["2026-09-10", 35],
])("the month of %s has %i days in whole weeks", (day, count) => {
  const { from, days } = rangeOf(day);
  const shown = shownDays(every(from, days), day, "month");

  expect(shown).toHaveLength(count);
  expect(shown.map((one) => one.date)).toEqual(expect.arrayContaining(daysOfMonth(day)));
});

test("the address of a feed has the filters, and those of a wrong shape are left out", () => {
  const search = {
    only: "watchlist",
    show: "game",
    genre: "WESTERN!",
    country: "DE",
    platform: "PC",
  };
  const filter = filterOf(search);

  expect(filteredFeed("https://s/a.ics", filter)).toBe(
    "https://s/a.ics?scope=watchlist&mediaType=game&platform=PC&region=DE",
  );
  expect(filteredFeed("https://s/a.ics", { scope: "all" })).toBe("https://s/a.ics");
});
