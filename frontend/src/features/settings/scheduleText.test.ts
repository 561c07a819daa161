import { expect, test } from "vitest";
import { daysText, hoursText } from "./scheduleText";

test.each<[number[], string]>([
  [[0, 1, 2, 3, 4, 5, 6], "Every day"],
  [[4, 0, 1, 2, 3], "Monday to Friday"],
  [[5, 6], "Saturday and Sunday"],
  [[0, 6], "Monday and Sunday"],
  [[], "On no day"],
])("%j is %s", (days, words) => {
  expect(daysText(days)).toBe(words);
});

test.each([
  ["08:00:00", "23:00:00", "08:00 to 23:00"],
  ["22:00:00", "06:00:00", "22:00 to 06:00 the next day"],
  ["00:00:00", "00:00:00", "all day"],
])("from %s until %s is %s", (since, until, words) => {
  expect(hoursText(since, until)).toBe(words);
});
