/** The cells of a year's heat-map: a column per week, Monday first. No clock. */

export const MONTHS = [
  "Jan",
  "Feb",
  "Mar",
  "Apr",
  "May",
  "Jun",
  "Jul",
  "Aug",
  "Sep",
  "Oct",
  "Nov",
  "Dec",
] as const;

const DAY_MS = 86_400_000;

export interface DayCell {
  /** `2026-11-19` */
  day: string;
  /** 0 to 6, Monday first. */
  row: number;
  /** The week of the year, from 0. */
  column: number;
  /** 0 to 11. */
  month: number;
}

/** Every day of a year in its place. */
export function yearCells(year: number): DayCell[] {
  const first = Date.UTC(year, 0, 1);
  const days = (Date.UTC(year + 1, 0, 1) - first) / DAY_MS;
  const offset = (new Date(first).getUTCDay() + 6) % 7;
  return Array.from({ length: days }, (_, index) => {
    const date = new Date(first + index * DAY_MS);
    return {
      day: date.toISOString().slice(0, 10),
      row: (offset + index) % 7,
      column: Math.floor((offset + index) / 7),
      month: date.getUTCMonth(),
    };
  });
}

/** The column in which each month begins. */
export function monthColumns(cells: readonly DayCell[]): number[] {
  return MONTHS.map((_, month) => cells.find((cell) => cell.month === month)?.column ?? 0);
}

/** How strong a day is, 0 to 1: by its minutes, or its plays where no length is known. */
export function strength(value: number, most: number): number {
  return most > 0 ? Math.min(1, value / most) : 0;
}
