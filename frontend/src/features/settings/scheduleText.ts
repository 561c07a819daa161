/** Days and hours as text. No I/O. */
import { joinList } from "../../lib/format";

const NAMES = [
  "Monday",
  "Tuesday",
  "Wednesday",
  "Thursday",
  "Friday",
  "Saturday",
  "Sunday",
] as const;

/** `Every day`, `Monday to Friday`, `Monday and Sunday`. Day 0 is Monday. */
export function daysText(days: readonly number[]): string {
  const sorted = [...new Set(days)].toSorted((a, b) => a - b);
  const names = sorted.map((day) => NAMES[day] ?? "");
  if (sorted.length === 7) return "Every day";
  if (sorted.length === 0) return "On no day";
  const [first, last] = [sorted[0] ?? 0, sorted.at(-1) ?? 0];
  const isRun = last - first === sorted.length - 1 && sorted.length > 2;
  return isRun ? `${names[0]} to ${names.at(-1)}` : joinList(names);
}

/** `08:00 to 23:00`, `22:00 to 06:00 the next day`, `all day`. */
export function hoursText(since: string, until: string): string {
  const [from, to] = [since.slice(0, 5), until.slice(0, 5)];
  if (from === to) return "all day";
  return `${from} to ${to}${to < from ? " the next day" : ""}`;
}
