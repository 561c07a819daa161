import ArrowUpRight from "lucide-solid/icons/arrow-up-right";
import { For, Show } from "solid-js";
import type { MediaDetail } from "../../api/types";
import { PlayIcon } from "../../ui/PlayIcon";
import { Artwork } from "../../ui/poster/Artwork";
import { Rail } from "../../ui/Rail";
import { addressOf } from "./videoLinks";

const MOST = 12;

/**
 * Trailers and clips. They open on their site in a new tab: this page loads nothing from there, not
 * even a thumbnail.
 */
export function TrailersAndClips(props: { title: MediaDetail }) {
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
