/** Which free source a title is downloaded from, and its size. No I/O. */
import type { FreeSource, MediaDetail } from "../../api/types";
import { formatBytes } from "../../lib/format";

/** `1.2 GB`, `about 680 MB`; null when nothing is known. */
export function sizeText(source: FreeSource): string | null {
  if (source.sizeBytes === null) return null;
  const size = formatBytes(source.sizeBytes);
  return source.isSizeEstimated ? `about ${size}` : size;
}

export const isDownloadable = (source: FreeSource): boolean => source.kind !== "page";

/** The source that the server takes: of a show, of the first missing episode. */
export function bestSource(title: MediaDetail): FreeSource | undefined {
  const sources = title.freeSources.filter(isDownloadable);
  const here = new Set(
    title.seasons
      .flatMap((season) => season.episodes ?? [])
      .filter((episode) => episode.libraryItemId !== null)
      .map((episode) => episode.id),
  );
  return (
    sources.find((source) => source.episodeId === null || !here.has(source.episodeId)) ?? sources[0]
  );
}
