import { A } from "@solidjs/router";
import { For, Show } from "solid-js";
import type { MediaDetail } from "../../api/types";
import { formatDuration } from "../../lib/format";
import { playPath } from "../../lib/pagePaths";
import { PlayIcon } from "../../ui/PlayIcon";
import { Artwork } from "../../ui/poster/Artwork";
import { Rail } from "../../ui/Rail";
import { kindOfExtra, nameOfExtra } from "./extraNames";

/** Trailers, featurettes and other files of the library beside the title. */
export function ExtrasRail(props: { title: MediaDetail }) {
  return (
    <Show when={props.title.extras.length > 0}>
      <Rail title="Extras" why="From your library" kind="still">
        <For each={props.title.extras}>
          {(extra) => (
            <A
              href={playPath(extra.libraryItemId)}
              class="group/video block w-(--still) rounded-card"
              data-roving-item
            >
              <span class="relative block aspect-video overflow-hidden rounded-card bg-surface-2 art-edge">
                <span class="block size-full transition-transform duration-400 group-hover/video:scale-104">
                  <Artwork
                    title={nameOfExtra(extra, props.title.title)}
                    year={props.title.year}
                    genres={props.title.genres}
                    src={null}
                    kind="still"
                    alt=""
                  />
                </span>
                <span class="absolute inset-0 bg-linear-to-t from-art-shade to-transparent to-60%" />
                <span class="absolute inset-0 m-auto grid size-12 place-items-center rounded-full bg-art-glass text-on-art backdrop-blur-[14px]">
                  <PlayIcon class="ml-0.5 size-5" />
                </span>
                <span class="absolute bottom-3 left-3.5 text-12 text-on-art">
                  {[
                    kindOfExtra(extra.kind),
                    extra.durationSeconds > 0 ? formatDuration(extra.durationSeconds) : "",
                  ]
                    .filter((word) => word !== "")
                    .join(" · ")}
                </span>
              </span>
              <span class="mt-3 block truncate text-14 font-strong tracking-[-.01em]">
                {nameOfExtra(extra, props.title.title)}
              </span>
            </A>
          )}
        </For>
      </Rail>
    </Show>
  );
}
