/** Calendar days as `2026-11-19`, without a time or a time zone. */

const LANGUAGE = "en-GB";
const DAY_MS = 86_400_000;

const atNoon = (day: string) => new Date(`${day}T12:00:00Z`);

/** The day in a URL, or undefined when it is none. */
export function parseDay(text: string | string[] | undefined): string | undefined {
  if (typeof text !== "string" || !/^(19|20|21)\d\d-\d\d-\d\d$/.test(text)) return undefined;
  const moment = atNoon(text);
  const isDay = !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(text);
  return isDay ? text : undefined;
}

export function addDays(day: string, count: number): string {
  return new Date(atNoon(day).getTime() + count * DAY_MS).toISOString().slice(0, 10);
}

/** The same day of another month, or its last day. */
export function addMonths(day: string, count: number): string {
  const first = atNoon(firstOfMonth(day));
  first.setUTCMonth(first.getUTCMonth() + count);
  const month = first.toISOString().slice(0, 10);
  const last = daysOfMonth(month).at(-1) ?? month;
  const same = `${month.slice(0, 8)}${day.slice(8)}`;
  return same < last ? same : last;
}

export const firstOfMonth = (day: string) => `${day.slice(0, 8)}01`;

export function daysOfMonth(day: string): string[] {
  const first = firstOfMonth(day);
  const days = Array.from({ length: 31 }, (_, index) => addDays(first, index));
  return days.filter((one) => one.slice(0, 7) === first.slice(0, 7));
}

/** The Monday on or before a day. */
export function mondayOf(day: string): string {
  return addDays(day, -((atNoon(day).getUTCDay() + 6) % 7));
}

/** Seven days from this one on. */
export const weekFrom = (day: string) =>
  Array.from({ length: 7 }, (_, index) => addDays(day, index));

/** `Thu`. */
export const weekday = (day: string) =>
  atNoon(day).toLocaleDateString(LANGUAGE, { weekday: "short", timeZone: "UTC" });

/** `19`. */
export const dayNumber = (day: string) => String(Number(day.slice(8)));

/** `Thursday 19 November`; with its year where one of the days that it is read beside has another. */
export function dayText(day: string, ...beside: string[]): string {
  const text = atNoon(day).toLocaleDateString(LANGUAGE, {
    weekday: "long",
    day: "numeric",
    month: "long",
    timeZone: "UTC",
  });
  const year = day.slice(0, 4);
  return beside.every((other) => other.startsWith(year)) ? text : `${text} ${year}`;
}

/** `November 2026`. */
export const monthText = (day: string) =>
  atNoon(day).toLocaleDateString(LANGUAGE, { month: "long", year: "numeric", timeZone: "UTC" });

/** `19 Nov – 25 Nov`. */
export function rangeText(first: string, last: string): string {
  const short = (day: string) =>
    atNoon(day).toLocaleDateString(LANGUAGE, { day: "numeric", month: "short", timeZone: "UTC" });
  return `${short(first)} – ${short(last)}`;
}
