/** Plays grouped into the days and months of a diary. */
import type { Play } from "../../api/types";

const LANGUAGE = "en-GB";

export interface DiaryDay {
  /** `2026-11-19`; empty for an unknown date. */
  date: string;
  plays: Play[];
}

export interface DiaryMonth {
  /** `November 2026`, or `Date unknown`. */
  name: string;
  days: DiaryDay[];
}

/** The day of a viewing, in the local time zone; a day without a time has no time zone. */
export function dayOf(play: Play): string {
  if (play.watchedAt === null) return "";
  if (play.precision !== "moment") return play.watchedAt.slice(0, 10);
  const moment = new Date(play.watchedAt);
  const pad = (part: number, length: number) => String(part).padStart(length, "0");
  return [
    pad(moment.getFullYear(), 4),
    pad(moment.getMonth() + 1, 2),
    pad(moment.getDate(), 2),
  ].join("-");
}

/** `20:46` in the local time zone; empty when only the day is known. */
export function timeOf(play: Play): string {
  if (play.watchedAt === null || play.precision !== "moment") return "";
  return new Date(play.watchedAt).toLocaleTimeString(LANGUAGE, {
    hour: "2-digit",
    minute: "2-digit",
  });
}

export function monthName(date: string): string {
  if (date === "") return "Date unknown";
  return new Date(date).toLocaleDateString(LANGUAGE, {
    month: "long",
    year: "numeric",
    timeZone: "UTC",
  });
}

/** `19` and `Thu`. */
export function dayName(date: string): { day: string; weekday: string } {
  const moment = new Date(date);
  return {
    day: String(moment.getUTCDate()),
    weekday: moment.toLocaleDateString(LANGUAGE, { weekday: "short", timeZone: "UTC" }),
  };
}

/**
 * Plays sorted by moment, as months of days, the newest first.
 *
 * Far from Greenwich the noon of a day without a time may lie between moments of the day beside it.
 */
export function monthsOf(plays: readonly Play[]): DiaryMonth[] {
  const days = new Map<string, Play[]>();
  for (const play of plays) {
    const date = dayOf(play);
    const known = days.get(date);
    if (known) known.push(play);
    else days.set(date, [play]);
  }
  const months: DiaryMonth[] = [];
  // The empty text, of an unknown date, is the last one.
  for (const date of [...days.keys()].sort().reverse()) {
    const name = monthName(date);
    let month = months.at(-1);
    if (month?.name !== name) months.push((month = { name, days: [] }));
    month.days.push({ date, plays: days.get(date) ?? [] });
  }
  return months;
}

/** The days of a month, `2026-11`, with those of the weeks that it begins and ends in; Monday first. */
export function monthGrid(month: string): string[] {
  const first = new Date(`${month}-01T00:00:00Z`);
  const year = first.getUTCFullYear();
  const number = first.getUTCMonth();
  const before = (first.getUTCDay() + 6) % 7;
  const length = new Date(Date.UTC(year, number + 1, 0)).getUTCDate();
  const cells = Math.ceil((before + length) / 7) * 7;
  return Array.from({ length: cells }, (_, index) =>
    new Date(Date.UTC(year, number, 1 - before + index)).toISOString().slice(0, 10),
  );
}

/** The month so many months after another, `2026-11`. */
export function monthAfter(month: string, months: number): string {
  const first = new Date(`${month}-01T00:00:00Z`);
  return new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + months, 1))
    .toISOString()
    .slice(0, 7);
}

/** The month where the person is now. */
export function thisMonth(now: Date = new Date()): string {
  return `${now.getFullYear()}-${String(now.getMonth() + 1).padStart(2, "0")}`;
}
