/** The years and the progress of a show. No I/O. */
import type { Episode, MediaDetail, Season } from "../../api/types";
import { pluralize, formatMinutes } from "../../lib/format";

/** Whether every season except specials includes its episodes. */
export function hasAllEpisodes(seasons: readonly Season[]): boolean {
  return seasons.every((season) => season.seasonNumber === 0 || season.episodes !== null);
}

/** Whether a season or an episode has a date ahead; not all episodes are always loaded. */
export const hasEpisodeAhead = (seasons: readonly Season[], now: Date): boolean => {
  const today = now.toISOString().slice(0, 10);
  const isAhead = (day: string | null) => day !== null && day >= today;
  return seasons.some(
    (season) => isAhead(season.airDate) || season.episodes?.some((one) => isAhead(one.airDate)),
  );
};

/** Without an episode for this many years, a show does not count as running. */
const QUIET_YEARS = 2;

/** `2010 to 2011`, `Since 2019`, `2010`: the years of a show, given the current year. */
export function yearsOf(title: MediaDetail, thisYear = new Date().getFullYear()): string {
  const years = title.seasons
    .filter((season) => season.seasonNumber > 0)
    .flatMap((season) => [season.airDate, ...(season.episodes ?? []).map((one) => one.airDate)])
    .flatMap((date) => (date ? [Number(date.slice(0, 4))] : []));
  const first = title.year ?? (years.length > 0 ? Math.min(...years) : null);
  if (first === null) return "";
  const last = title.endYear ?? (years.length > 0 ? Math.max(...years) : first);
  const goesOn = !title.isFinished && title.endYear === null && last >= thisYear - QUIET_YEARS;
  if (goesOn) return `Since ${first}`;
  return last > first ? `${first} to ${last}` : String(first);
}

export interface ShowProgress {
  seen: number;
  total: number;
  /** Total duration of unwatched episodes, as far as known. */
  minutesLeft: number;
}

/** Specials do not count towards progress. */
export function progressOf(
  seasons: readonly Season[],
  isSeen: (one: Episode) => boolean,
): ShowProgress {
  const episodes = seasons
    .filter((season) => season.seasonNumber > 0)
    .flatMap((season) => season.episodes ?? []);
  const left = episodes.filter((episode) => !isSeen(episode));
  return {
    seen: episodes.length - left.length,
    total: episodes.length,
    minutesLeft: left.reduce((sum, episode) => sum + (episode.runtimeMinutes ?? 0), 0),
  };
}

/** `2 of 6 seen, 2 h 17 min to go`. */
export function progressText(progress: ShowProgress): string {
  const { seen, total, minutesLeft } = progress;
  if (seen === total) return `All ${pluralize(total, "episode")} seen`;
  const toGo = minutesLeft > 0 ? `, ${formatMinutes(minutesLeft)} to go` : "";
  return `${seen} of ${total} seen${toGo}`;
}
