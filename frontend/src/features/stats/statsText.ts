/** The words of a year. No clock. */
import type { ViewingStats } from "../../api/types";
import { pluralize } from "../../lib/format";

const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];
const WEEKDAYS = [
  "Mondays",
  "Tuesdays",
  "Wednesdays",
  "Thursdays",
  "Fridays",
  "Saturdays",
  "Sundays",
];
/** From here on minutes are said as hours. */
const HOURS_FROM_MIN = 120;
/** A weekday with this share of the time is the user's main day. */
const DAY_SHARE = 0.22;

type Words = Pick<
  ViewingStats,
  "year" | "totals" | "genres" | "previousMinutes" | "periods" | "weekdays" | "longestStreak"
>;

/** `412` and `hours`; viewings where no length is known. */
export function headlineNumber(stats: {
  totals: Pick<Words["totals"], "minutes" | "movies" | "episodes">;
}): [string, string] {
  const { minutes, movies, episodes } = stats.totals;
  if (minutes === 0) {
    const plays = movies + episodes;
    return [String(plays), plays === 1 ? "viewing" : "viewings"];
  }
  if (minutes < HOURS_FROM_MIN) return [String(minutes), minutes === 1 ? "minute" : "minutes"];
  return [Math.round(minutes / 60).toLocaleString("en-GB"), "hours"];
}

/** `and you gave most of them to horror.`; empty without a genre. */
export function headlineEnd(stats: Pick<Words, "totals" | "genres">): string {
  const [genre] = stats.genres;
  if (!genre) return "";
  const name = genre.name.toLowerCase();
  const plays = stats.totals.movies + stats.totals.episodes;
  return 2 * genre.plays > plays
    ? `and you gave most of them to ${name}.`
    : `and more to ${name} than to anything else.`;
}

/** `186 films, 240 episodes. 63 hours more than last year, mostly in October.` */
export function leadOf(stats: Words): string {
  const { movies, episodes, rewatches } = stats.totals;
  const counts = [
    movies > 0 && pluralize(movies, "film"),
    episodes > 0 && pluralize(episodes, "episode"),
    rewatches > 0 && pluralize(rewatches, "rewatch", "rewatches"),
  ].filter(Boolean);
  return [`${counts.join(", ")}.`, comparison(stats)].filter(Boolean).join(" ");
}

/** `And 48 hours in 3 games, 2 finished.`; empty without a game. */
export function gamesText({ games }: Pick<ViewingStats, "games">): string {
  if (games.titles === 0) return "";
  const [number, unit] = headlineNumber({
    totals: { minutes: games.minutes, movies: 0, episodes: 0 },
  });
  const time = games.minutes > 0 ? `${number} ${unit} in ` : "";
  const finished = games.finished > 0 ? `, ${games.finished} finished` : "";
  return `And ${time}${pluralize(games.titles, "game")}${finished}.`;
}

function comparison(stats: Words): string {
  const busiest = busiestMonth(stats);
  const month = busiest ? `mostly in ${busiest}` : "";
  const before = stats.previousMinutes;
  const hours = !before ? 0 : Math.round((stats.totals.minutes - before) / 60);
  if (hours !== 0) {
    const change = `${pluralize(Math.abs(hours), "hour")} ${hours > 0 ? "more" : "less"} than last year`;
    return `${[change, month].filter(Boolean).join(", ")}.`;
  }
  return month && `${month[0]?.toUpperCase()}${month.slice(1)}.`;
}

/** The month with the most of the year; empty when they are too few to say so. */
function busiestMonth(stats: Words): string {
  if (stats.year === null) return "";
  const used = stats.periods.filter((each) => each.minutes > 0);
  if (used.length < 3) return "";
  const most = used.reduce((best, each) => (each.minutes > best.minutes ? each : best));
  return MONTHS[most.period - 1] ?? "";
}

/** `Longest run: 19 days in January`; empty for a single day. */
export function streakText(stats: Pick<Words, "longestStreak">): string {
  const streak = stats.longestStreak;
  if (!streak || streak.days < 2) return "";
  const month = MONTHS[Number(streak.lastDay.slice(5, 7)) - 1] ?? "";
  return `Longest run: ${streak.days} days in ${month}`;
}

/** `Saturdays are yours.`; empty when no day stands out. */
export function weekdayText(stats: Pick<Words, "weekdays" | "totals">): string {
  const total = stats.weekdays.reduce((sum, each) => sum + each, 0);
  const most = Math.max(...stats.weekdays);
  if (stats.totals.days < 8 || most < DAY_SHARE * total) return "";
  return `${WEEKDAYS[stats.weekdays.indexOf(most)] ?? ""} are yours.`;
}

/** The name of a period: a month of a year, or a year. */
export function periodName(year: number | null, period: number): string {
  return year === null ? String(period) : (MONTHS[period - 1] ?? "");
}
