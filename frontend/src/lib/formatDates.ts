/** Format dates for display. No clock, fixed locale. */

const LANGUAGE = "en-GB";

/** `16 June 2010`. A date without a time has no time zone. */
export function formatDate(iso: string): string {
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(iso);
  return new Date(iso).toLocaleDateString(LANGUAGE, {
    day: "numeric",
    month: "long",
    year: "numeric",
    timeZone: isDay ? "UTC" : undefined,
  });
}

/** `March 2027`; months count from 1. */
export function formatMonth(year: number, month: number): string {
  return new Date(year, month - 1).toLocaleDateString(LANGUAGE, {
    month: "long",
    year: "numeric",
  });
}

/** `20:46` in the local time zone. */
function formatTimeOfDay(moment: Date): string {
  return moment.toLocaleTimeString(LANGUAGE, { hour: "2-digit", minute: "2-digit" });
}

/** `20:46` today, `Fri 20:46` within a week, `3 March` before that. */
export function formatMoment(moment: Date, now: Date): string {
  if (moment.toDateString() === now.toDateString()) return formatTimeOfDay(moment);
  if (Math.abs(now.getTime() - moment.getTime()) < 6 * 86_400_000) {
    const day = moment.toLocaleDateString(LANGUAGE, { weekday: "short" });
    return `${day} ${formatTimeOfDay(moment)}`;
  }
  return moment.toLocaleDateString(LANGUAGE, { day: "numeric", month: "long" });
}

/** `today`, `yesterday`, `Tuesday` within a week, `3 March` before that. */
export function formatDay(moment: Date, now: Date): string {
  const midnight = (day: Date) => new Date(day).setHours(0, 0, 0, 0);
  const days = Math.round((midnight(now) - midnight(moment)) / 86_400_000);
  if (days <= 0) return "today";
  if (days === 1) return "yesterday";
  if (days < 7) return moment.toLocaleDateString(LANGUAGE, { weekday: "long" });
  const isThisYear = moment.getFullYear() === now.getFullYear();
  const year = isThisYear ? undefined : "numeric";
  return moment.toLocaleDateString(LANGUAGE, { day: "numeric", month: "long", year });
}
