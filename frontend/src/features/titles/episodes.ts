/** What is known and done about a show's episodes. */
import { revalidate } from "@solidjs/router";
import { createStore } from "solid-js/store";
import { markWatched, unmarkWatched } from "../../api/tracking";
import type { Episode, MediaDetail, Season } from "../../api/types";
import { pluralize, formatMinutes } from "../../lib/format";
import { dashboardQuery, mediaQuery, seasonQuery } from "../../shared/queries";
import { toastOnError, toastUndo } from "../../ui/toast";

/** Specials come after the seasons, however they are numbered. */
export function inOrder(seasons: readonly Season[]): Season[] {
  const place = (season: Season) => (season.seasonNumber === 0 ? Infinity : season.seasonNumber);
  return seasons.toSorted((a, b) => place(a) - place(b));
}

export function seasonName(season: Season): string {
  if (season.name !== "") return season.name;
  return season.seasonNumber === 0 ? "Specials" : `Season ${season.seasonNumber}`;
}

/**
 * The season the next episode is in; when nothing is next, the first whose episodes came along. A
 * very long show sends those of the season one is in, and nothing of the others.
 */
export function seasonToShow(title: MediaDetail): Season | undefined {
  const next = title.playable?.episodeId;
  const seasons = inOrder(title.seasons);
  return (
    seasons.find((season) => season.episodes?.some((episode) => episode.id === next)) ??
    seasons.find((season) => season.episodes !== null) ??
    seasons[0]
  );
}

/** Whether every season that counts came with its episodes. */
export function isWhole(seasons: readonly Season[]): boolean {
  return seasons.every((season) => season.seasonNumber === 0 || season.episodes !== null);
}

/** So many episodes are one line of pills' worth; more are offered in parts. */
const MAX_AT_ONCE = 150;
const PART = 100;

export interface SeasonPart {
  label: string;
  episodes: Episode[];
}

/** A season of a thousand episodes in hundreds: "101 to 200". Anything shorter is one part. */
export function partsOf(episodes: readonly Episode[]): SeasonPart[] {
  if (episodes.length <= MAX_AT_ONCE) return [{ label: "", episodes: [...episodes] }];
  return Array.from({ length: Math.ceil(episodes.length / PART) }, (_, index) => {
    const part = episodes.slice(index * PART, (index + 1) * PART);
    return { label: `${part[0]?.episodeNumber} to ${part.at(-1)?.episodeNumber}`, episodes: part };
  });
}

/** "12 episodes · 2019 · finished": what a season says of itself under its pills. */
export function seasonFacts(season: Season, episodes: readonly Episode[]): string[] {
  const airDate = season.airDate ?? episodes.find((episode) => episode.airDate)?.airDate;
  return [
    episodes.length > 0 ? pluralize(episodes.length, "episode") : "",
    airDate ? airDate.slice(0, 4) : "",
    season.isFinished ? "Finished" : "",
  ].filter((word) => word !== "");
}

/** After so many years without an episode nobody says that a show goes on. */
const QUIET_YEARS = 2;

/** `2010 to 2011`, `Since 2019`, `2010`: the years of a show, as seen from this one. */
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
  /** Running time of what is not seen, where it is known. */
  minutesLeft: number;
}

/** Specials do not count: nobody has to have seen them. */
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

/** What was just marked, until the server has said the same. */
const [marks, setMarks] = createStore<Record<number, boolean | undefined>>({});

/** Tracks. */
export function isSeen(episode: Episode): boolean {
  return marks[episode.id] ?? episode.watched;
}

/** Mark episodes; those the server refuses go back to what they were. */
export async function setSeen(
  title: MediaDetail,
  episodes: readonly Episode[],
  on: boolean,
): Promise<void> {
  const changed = episodes.filter((episode) => isSeen(episode) !== on);
  const call = on ? markWatched : unmarkWatched;
  const accepted: Episode[] = [];
  for (const episode of changed) setMarks(episode.id, on);
  for (const episode of changed) {
    const ok = await toastOnError(call(title.id, episode.id).then(() => true));
    if (ok) accepted.push(episode);
    else setMarks(episode.id, !on);
  }
  if (accepted.length === 0) return;
  toastUndo(markedText(accepted, on), () => void setSeen(title, accepted, !on));
  await revalidate([
    mediaQuery.keyFor(title.mediaType, title.id),
    seasonQuery.key,
    dashboardQuery.key,
  ]);
  for (const episode of accepted) setMarks(episode.id, undefined);
}

function markedText(episodes: readonly Episode[], on: boolean): string {
  const [first] = episodes;
  const what =
    episodes.length === 1 && first
      ? `Episode ${first.episodeNumber}`
      : pluralize(episodes.length, "episode");
  return `${what} marked ${on ? "seen" : "not seen"}`;
}
