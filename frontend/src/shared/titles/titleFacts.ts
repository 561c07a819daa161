/** One-line facts of a title. */
import type { Episode, MediaCard, MediaDetail } from "../../api/types";
import { formatMinutes } from "../../lib/format";

/** Year, running time, genres. */
export function factsOf(media: MediaCard): string[] {
  return [
    media.year === null ? "" : String(media.year),
    media.runtimeMinutes ? formatMinutes(media.runtimeMinutes) : "",
    media.genres.slice(0, 2).join(", "),
  ].filter((fact) => fact !== "");
}

/** The available episodes; a very long show loads them season by season. */
export function episodesOf(title: Pick<MediaDetail, "seasons">): Episode[] {
  return title.seasons.flatMap((season) => season.episodes ?? []);
}
