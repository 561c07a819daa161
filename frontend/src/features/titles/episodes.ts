/** What is known and done about a show's episodes. */
import { revalidate } from "@solidjs/router";
import { createStore } from "solid-js/store";
import { markWatched, unmarkWatched } from "../../api/tracking";
import type { Episode, MediaDetail, Season } from "../../api/types";
import { counted, formatMinutes } from "../../lib/format";
import { dashboardQuery, mediaQuery } from "../../media/queries";
import { orToast, toastUndo } from "../../ui/toast";

/** Specials come after the seasons, however they are numbered. */
export function inOrder(seasons: readonly Season[]): Season[] {
  const place = (season: Season) => (season.seasonNumber === 0 ? Infinity : season.seasonNumber);
  return seasons.toSorted((a, b) => place(a) - place(b));
}

export function seasonName(season: Season): string {
  if (season.name !== "") return season.name;
  return season.seasonNumber === 0 ? "Specials" : `Season ${season.seasonNumber}`;
}

/** The season the next episode is in; the first one when nothing is next. */
export function seasonToShow(title: MediaDetail): Season | undefined {
  const next = title.playable?.episodeId;
  const seasons = inOrder(title.seasons);
  return (
    seasons.find((season) => season.episodes.some((episode) => episode.id === next)) ?? seasons[0]
  );
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
    .flatMap((season) => season.episodes);
  const left = episodes.filter((episode) => !isSeen(episode));
  return {
    seen: episodes.length - left.length,
    total: episodes.length,
    minutesLeft: left.reduce((sum, episode) => sum + (episode.runtimeMinutes ?? 0), 0),
  };
}

/** `2 of 6 seen, 2 h 17 min to go`. */
export function progressWords(progress: ShowProgress): string {
  const { seen, total, minutesLeft } = progress;
  if (seen === total) return `All ${counted(total, "episode")} seen`;
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
    const ok = await orToast(call(title.id, episode.id).then(() => true));
    if (ok) accepted.push(episode);
    else setMarks(episode.id, !on);
  }
  if (accepted.length === 0) return;
  toastUndo(markedWords(accepted, on), () => void setSeen(title, accepted, !on));
  await revalidate([mediaQuery.keyFor(title.mediaType, title.id), dashboardQuery.key]);
  for (const episode of accepted) setMarks(episode.id, undefined);
}

function markedWords(episodes: readonly Episode[], on: boolean): string {
  const [first] = episodes;
  const what =
    episodes.length === 1 && first
      ? `Episode ${first.episodeNumber}`
      : counted(episodes.length, "episode");
  return `${what} marked ${on ? "seen" : "not seen"}`;
}
