import ArrowUpRight from "lucide-solid/icons/arrow-up-right";
import { For, Show } from "solid-js";
import type { MediaDetail, Video } from "../../api/types";
import { PlayIcon } from "../../ui/PlayIcon";
import { Artwork } from "../../ui/poster/Artwork";
import { Rail } from "../../ui/Rail";

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

const MOST = 12;

/**
 * Trailers and clips. They open on their site in a new tab: this page loads nothing from there, not
 * even a thumbnail.
 */
export function Videos(props: { title: MediaDetail }) {
  const videos = () =>
    props.title.videos.filter((video) => addressOf(video) !== null).slice(0, MOST);
  return (
    <Show when={videos().length > 0}>
      <Rail title="Trailers and videos" kind="still">
        <For each={videos()}>
          {(video, index) => (
            <a
              href={addressOf(video) ?? ""}
              target="_blank"
              rel="noopener noreferrer"
              class="group/video block w-(--still) rounded-card"
              data-roving-item
            >
              <span class="relative block aspect-video overflow-hidden rounded-card bg-surface-2 art-edge">
                <span class="block size-full transition-transform duration-400 group-hover/video:scale-104">
                  <Artwork
                    title={video.name}
                    year={props.title.year}
                    genres={props.title.genres}
                    src={index() === 0 ? props.title.backdropUrl : null}
                    kind="still"
                    alt=""
                  />
                </span>
                <span class="absolute inset-0 bg-linear-to-t from-art-shade to-transparent to-60%" />
                <span class="absolute inset-0 m-auto grid size-12 place-items-center rounded-full bg-art-glass text-on-art backdrop-blur-[14px]">
                  <PlayIcon class="ml-0.5 size-5" />
                </span>
                <span class="absolute bottom-3 left-3.5 flex items-center gap-1 text-12 text-on-art">
                  {video.kind} on {video.site}
                  <ArrowUpRight class="size-3.5" aria-hidden="true" />
                </span>
              </span>
              <span class="mt-3 block truncate text-14 font-strong tracking-[-.01em]">
                {video.name}
              </span>
            </a>
          )}
        </For>
      </Rail>
    </Show>
  );
}
