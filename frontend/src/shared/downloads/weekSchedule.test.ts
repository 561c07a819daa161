import { expect, test } from "vitest";
import { hourOfWeek, nextChange, painted, type WeekHours } from "./weekSchedule";

const NONE: WeekHours = Array.from({ length: 7 }, () => []);
const NIGHT: WeekHours = NONE.map((_, day) => (day === 4 ? [22, 23] : day === 5 ? [0, 1] : []));

test("an hour of the week is that of the time zone", () => {
  const now = new Date("2026-11-22T23:20:00Z"); // a Sunday

  expect(hourOfWeek(now, "Europe/Zurich")).toEqual({ day: 0, hour: 0, minute: 20 });
  expect(hourOfWeek(now, "America/New_York")).toEqual({ day: 6, hour: 18, minute: 20 });
});

test("the next change passes midnight and the end of the week", () => {
  expect(nextChange(NIGHT, { day: 4, hour: 22 })).toEqual({ day: 5, hour: 2 });
  expect(nextChange(NIGHT, { day: 5, hour: 2 })).toEqual({ day: 4, hour: 22 });
  expect(nextChange(NONE, { day: 0, hour: 0 })).toBeNull();
});

test("a rectangle of hours is drawn and rubbed out in any direction", () => {
  const drawn = painted(NONE, { day: 2, hour: 10 }, { day: 1, hour: 8 }, true);
  expect(drawn).toEqual([[], [8, 9, 10], [8, 9, 10], [], [], [], []]);

  const rubbed = painted(drawn, { day: 1, hour: 9 }, { day: 1, hour: 23 }, false);
  expect(rubbed).toEqual([[], [8], [8, 9, 10], [], [], [], []]);
});
