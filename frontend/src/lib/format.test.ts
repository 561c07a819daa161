import { expect, test } from "vitest";
import {
  pluralize,
  countryName,
  numberWord,
  formatBytes,
  formatDuration,
  formatLarge,
  formatMinutes,
  formatShare,
  formatLeft,
  languageName,
  ownLanguageName,
} from "./format";
import { formatBitrate, formatRate } from "./formatRates";
import { formatClock, speakClock } from "./formatClock";
import { formatDate, formatDay, formatMoment } from "./formatDates";

test.each([
  [0.2, "1 min"],
  [34, "34 min"],
  [60, "1 h"],
  [65, "1 h 05 min"],
  [153, "2 h 33 min"],
])("%d minutes read as %s", (minutes, text) => {
  expect(formatMinutes(minutes)).toBe(text);
});

test.each([
  [0.2, "1 s"],
  [2, "2 s"],
  [59.4, "59 s"],
  [59.6, "1 min"],
  [9180, "2 h 33 min"],
])("a duration of %d seconds reads as %s", (seconds, text) => {
  expect(formatDuration(seconds)).toBe(text);
});

test.each([
  [0, "0:00"],
  [9.9, "0:09"],
  [1988, "33:08"],
  [5284, "1:28:04"],
  [Number.NaN, "0:00"],
  [Number.POSITIVE_INFINITY, "0:00"],
  [-3, "0:00"],
])("a position of %d seconds shows as %s", (seconds, text) => {
  expect(formatClock(seconds)).toBe(text);
});

test("a position is spoken without zero units", () => {
  expect(speakClock(5284)).toBe("1 hour 28 minutes 4 seconds");
  expect(speakClock(3600)).toBe("1 hour");
  expect(speakClock(0)).toBe("0 seconds");
});

test.each([
  [0.4, "1 s left"],
  [40, "40 s left"],
  [360, "6 min left"],
  [3900, "1 h 05 min left"],
])("%d seconds to go read as %s", (seconds, text) => {
  expect(formatLeft(seconds)).toBe(text);
});

test.each([
  [0, "0 B"],
  [999, "999 B"],
  [1500, "2 kB"],
  [999_999, "1 MB"],
  [410_000_000, "410 MB"],
  [8_100_000_000, "8.1 GB"],
  [1_400_000_000_000, "1.4 TB"],
])("%d bytes read as %s", (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

test("a share names its unit once when both ends share it", () => {
  expect(formatShare(5_800_000_000, 8_100_000_000)).toBe("5.8 of 8.1 GB");
  expect(formatShare(300_000_000, 1_600_000_000)).toBe("300 MB of 1.6 GB");
});

test("rates in megabits are shown in megabytes", () => {
  expect(formatRate(196.8)).toBe("24.6 MB/s");
  expect(formatRate(1.44)).toBe("180 kB/s");
  expect(formatRate(0)).toBe("0 kB/s");
});

test("bit rates change unit at a thousand", () => {
  expect(formatBitrate(192)).toBe("192 kb/s");
  expect(formatBitrate(8300)).toBe("8.3 Mb/s");
});

test("counts agree with their noun", () => {
  expect(pluralize(1, "file")).toBe("1 file");
  expect(pluralize(1200, "file")).toBe("1,200 files");
  expect(numberWord(3)).toBe("Three");
  expect(numberWord(14)).toBe("14");
});

test("a day is the same day in every time zone", () => {
  expect(formatDate("2010-06-16")).toBe("16 June 2010");
});

test("a time omits the date when it is today", () => {
  const now = new Date(2026, 2, 20, 21, 0);

  expect(formatMoment(new Date(2026, 2, 20, 20, 46), now)).toBe("20:46");
  expect(formatMoment(new Date(2026, 2, 18, 9, 5), now)).toBe("Wed 09:05");
  expect(formatMoment(new Date(2026, 0, 3, 9, 5), now)).toBe("3 January");
});

test("countries have names, and unknown codes stay as they are", () => {
  expect(countryName("DE")).toBe("Germany");
  expect(countryName("Weimar Republic")).toBe("Weimar Republic");
});

test("languages have names, and unknown codes stay as they are", () => {
  expect(languageName("de")).toBe("German");
  expect(["de", "fr", "ka", "pt-BR"].map(ownLanguageName)).toEqual([
    "Deutsch",
    "Français",
    "ქართული",
    "Português (Brasil)",
  ]);
  expect(languageName("no such code")).toBe("no such code");
  expect(languageName("zxx")).toBe("No spoken words");
});

test.each([
  ["2026-11-21T08:00:00", "today"],
  ["2026-11-20T23:59:00", "yesterday"],
  ["2026-11-17T09:00:00", "Tuesday"],
  ["2026-03-03T09:00:00", "3 March"],
  ["2024-03-03T09:00:00", "3 March 2024"],
])("%s is %s on Saturday", (moment, words) => {
  expect(formatDay(new Date(moment), new Date("2026-11-21T12:00:00"))).toBe(words);
});

test.each([
  [980, "980"],
  [9_999, "9,999"],
  [34_200, "34 thousand"],
  [1_204_551, "1.2 million"],
  [11_000_000, "11 million"],
])("%d is about %s", (count, words) => {
  expect(formatLarge(count)).toBe(words);
});
