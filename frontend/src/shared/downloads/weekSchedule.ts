/** Hours of the week with alternative speed limits. Day 0 is Monday. No I/O. */

/** By day, the hours by their beginning, 0 to 23. */
export type WeekHours = readonly (readonly number[])[];

export interface HourOfWeek {
  day: number;
  hour: number;
}

export const HOURS_OF_DAY = 24;
const HOURS_OF_WEEK = 7 * HOURS_OF_DAY;

export const isChosen = (hours: WeekHours, { day, hour }: HourOfWeek): boolean =>
  hours[day]?.includes(hour) ?? false;

/** The weekday and the hour in a time zone; null is that of this device. */
export function hourOfWeek(now: Date, timeZone: string | null): HourOfWeek & { minute: number } {
  const parts = new Intl.DateTimeFormat("en-GB", {
    weekday: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZone: timeZone ?? undefined,
  }).formatToParts(now);
  const valueOf = (type: string) => parts.find((part) => part.type === type)?.value ?? "";
  const day = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].indexOf(valueOf("weekday"));
  return { day, hour: Number(valueOf("hour")), minute: Number(valueOf("minute")) };
}

/** The next hour of the week that is the other way; null when all hours are alike. */
export function nextChange(hours: WeekHours, now: HourOfWeek): HourOfWeek | null {
  const isNow = isChosen(hours, now);
  const at = now.day * HOURS_OF_DAY + now.hour;
  for (let ahead = 1; ahead < HOURS_OF_WEEK; ahead += 1) {
    const index = (at + ahead) % HOURS_OF_WEEK;
    const next = { day: Math.floor(index / HOURS_OF_DAY), hour: index % HOURS_OF_DAY };
    if (isChosen(hours, next) !== isNow) return next;
  }
  return null;
}

/** With every hour in the rectangle between two hours chosen, or none of them. */
export function painted(
  hours: WeekHours,
  from: HourOfWeek,
  to: HourOfWeek,
  chosen: boolean,
): number[][] {
  const [firstDay, lastDay] = [Math.min(from.day, to.day), Math.max(from.day, to.day)];
  const [first, last] = [Math.min(from.hour, to.hour), Math.max(from.hour, to.hour)];
  return hours.map((ofDay, day) => {
    if (day < firstDay || day > lastDay) return [...ofDay];
    const others = ofDay.filter((hour) => hour < first || hour > last);
    const drawn = Array.from({ length: last - first + 1 }, (_, index) => first + index);
    return (chosen ? [...others, ...drawn] : others).toSorted((a, b) => a - b);
  });
}

/** `08:00` */
export const clockText = (hour: number) => `${String(hour % HOURS_OF_DAY).padStart(2, "0")}:00`;
