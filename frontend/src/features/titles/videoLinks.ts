/** Where videos of a title are. No I/O. */
import type { Video } from "../../api/types";

/** The URL of a video; null for an unknown site. */
export function addressOf(video: Video): string | null {
  const key = encodeURIComponent(video.key);
  if (video.site === "YouTube") return `https://www.youtube.com/watch?v=${key}`;
  return video.site === "Vimeo" ? `https://vimeo.com/${key}` : null;
}

/** The preferred trailer. */
export function trailerOf(videos: readonly Video[]): Video | undefined {
  const shown = videos.filter((video) => addressOf(video) !== null);
  return (
    shown.find((video) => video.kind === "Trailer") ??
    shown.find((video) => video.kind === "Teaser")
  );
}
