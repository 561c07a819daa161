/** The seasons of a show and their parts. No I/O. */
import type { Episode, MediaDetail, Season } from "../../api/types";
import { pluralize } from "../../lib/format";

/** Specials come after the seasons, although their season number is 0. */
export function inOrder(seasons: readonly Season[]): Season[] {
  const place = (season: Season) => (season.seasonNumber === 0 ? Infinity : season.seasonNumber);
  return seasons.toSorted((a, b) => place(a) - place(b));
}

export function seasonName(season: Season): string {
  if (season.name !== "") return season.name;
  return season.seasonNumber === 0 ? "Specials" : `Season ${season.seasonNumber}`;
}

/** The poster of a season, where it is not that of its show again. */
export function posterOf(season: Season, title: MediaDetail): string | null {
  return season.posterUrl === title.posterUrl ? null : season.posterUrl;
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

/** "12 episodes · 4 in your library · 2019 · Finished": the facts of a season. */
export function seasonFacts(season: Season, episodes: readonly Episode[]): string[] {
  const airDate = season.airDate ?? episodes.find((episode) => episode.airDate)?.airDate;
  const here = episodes.filter((episode) => episode.libraryItemId !== null).length;
  return [
    episodes.length > 0 ? pluralize(episodes.length, "episode") : "",
    here > 0 ? `${here === episodes.length ? "all" : here} in your library` : "",
    airDate ? airDate.slice(0, 4) : "",
    season.isFinished ? "Finished" : "",
  ].filter((word) => word !== "");
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
