/** What is said about a title in one line. */
import type { MediaCard } from "../api/types";
import { formatMinutes } from "../lib/format";

/** Year, running time, genres. */
export function factsOf(media: MediaCard): string[] {
  return [
    media.year === null ? "" : String(media.year),
    media.runtimeMinutes ? formatMinutes(media.runtimeMinutes) : "",
    media.genres.slice(0, 2).join(", "),
  ].filter((fact) => fact !== "");
}
