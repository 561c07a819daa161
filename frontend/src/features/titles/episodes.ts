/** Progress and marks of a show's episodes. */
import { revalidate } from "@solidjs/router";
import { createStore } from "solid-js/store";
import { addPlays, type PlayScope, removePlays, undoChange } from "../../api/tracking";
import type { Episode, MediaDetail, Season } from "../../api/types";
import { pluralize, formatMinutes } from "../../lib/format";
import { dropCachedLists } from "../../lib/pagedList";
import { dashboardQuery } from "../../shared/dashboardQuery";
import { mediaQuery, seasonQuery } from "../../shared/queries";
import { toastOnError, toastUndo } from "../../ui/toast";

/** Specials come after the seasons, although their season number is 0. */
export function inOrder(seasons: readonly Season[]): Season[] {
  const place = (season: Season) => (season.seasonNumber === 0 ? Infinity : season.seasonNumber);
  return seasons.toSorted((a, b) => place(a) - place(b));
}

export function seasonName(season: Season): string {
  if (season.name !== "") return season.name;
  return season.seasonNumber === 0 ? "Specials" : `Season ${season.seasonNumber}`;
}

/**
 * The season of the next episode; without one, the first season with loaded episodes. The response
 * for a very long show includes only the episodes of the current season.
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

/** Episodes shown at once; longer seasons are split. */
const MAX_UNSPLIT = 150;
const PART_SIZE = 100;

export interface SeasonPart {
  label: string;
  episodes: Episode[];
}

/** Split a long season into hundreds: "101 to 200". A shorter one is a single part. */
export function partsOf(episodes: readonly Episode[]): SeasonPart[] {
  if (episodes.length <= MAX_UNSPLIT) return [{ label: "", episodes: [...episodes] }];
  return Array.from({ length: Math.ceil(episodes.length / PART_SIZE) }, (_, index) => {
    const part = episodes.slice(index * PART_SIZE, (index + 1) * PART_SIZE);
    return { label: `${part[0]?.episodeNumber} to ${part.at(-1)?.episodeNumber}`, episodes: part };
  });
}

/** "12 episodes · 2019 · finished": the facts of a season. */
export function seasonFacts(season: Season, episodes: readonly Episode[]): string[] {
  const airDate = season.airDate ?? episodes.find((episode) => episode.airDate)?.airDate;
  return [
    episodes.length > 0 ? pluralize(episodes.length, "episode") : "",
    airDate ? airDate.slice(0, 4) : "",
    season.isFinished ? "Finished" : "",
  ].filter((word) => word !== "");
}

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

/** Marks set in this tab, until the server's response contains them. */
const [marks, setMarks] = createStore<Record<number, boolean | undefined>>({});

/** Tracks. */
export function isSeen(episode: Episode): boolean {
  return marks[episode.id] ?? episode.watched;
}

/** Mark episodes in one request: the whole `part`, or the only one of `episodes`. */
export async function setSeen(
  title: MediaDetail,
  episodes: readonly Episode[],
  on: boolean,
  part?: Omit<PlayScope, "mediaId">,
): Promise<void> {
  const changed = episodes.filter(
    (episode) => isSeen(episode) !== on && (!part || hasAired(episode)),
  );
  const scope = { mediaId: title.id, ...(part ?? { episodeId: changed[0]?.id }) };
  const accepted = await apply(title, changed, on, on ? addPlays(scope) : removePlays(scope));
  const undoId = accepted?.value.undoId;
  if (!undoId) return;
  toastUndo(markedText(changed, on), () => void apply(title, changed, !on, undoChange(undoId)));
}

/** Several episodes are marked only as far as they have aired, as the server does. */
function hasAired(episode: Episode, today = new Date().toISOString().slice(0, 10)): boolean {
  return episode.airDate === null || episode.airDate <= today;
}

/** Show the marks at once; undefined after a failure, which reverts them. */
async function apply<T>(
  title: MediaDetail,
  episodes: readonly Episode[],
  on: boolean,
  call: Promise<T>,
): Promise<{ value: T } | undefined> {
  for (const episode of episodes) setMarks(episode.id, on);
  const accepted = await toastOnError(call.then((value) => ({ value })));
  if (!accepted) {
    for (const episode of episodes) setMarks(episode.id, !on);
    return undefined;
  }
  dropCachedLists("own:");
  dropCachedLists("watchlist");
  await revalidate([
    mediaQuery.keyFor(title.mediaType, title.id),
    seasonQuery.key,
    dashboardQuery.key,
  ]);
  for (const episode of episodes) setMarks(episode.id, undefined);
  return accepted;
}

/** The episodes of the page that `upTo` marks: this one and those before, or specials before. */
export function upTo(seasons: readonly Season[], episode: Episode): Episode[] {
  const isSpecial = episode.seasonNumber === 0;
  return seasons
    .flatMap((season) => season.episodes ?? [])
    .filter(
      (each) =>
        (each.seasonNumber === 0) === isSpecial &&
        (each.seasonNumber < episode.seasonNumber ||
          (each.seasonNumber === episode.seasonNumber &&
            each.episodeNumber <= episode.episodeNumber)),
    );
}

function markedText(episodes: readonly Episode[], on: boolean): string {
  const [first] = episodes;
  const what =
    episodes.length === 1 && first
      ? `Episode ${first.episodeNumber}`
      : pluralize(episodes.length, "episode");
  return `${what} marked ${on ? "seen" : "not seen"}`;
}
