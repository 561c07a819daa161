import { A, createAsyncStore } from "@solidjs/router";
import ListVideo from "lucide-solid/icons/list-video";
import { For, onMount, Show } from "solid-js";
import type { MediaCard } from "../../api/types";
import { playPath } from "../../lib/pagePaths";
import { mediaQuery } from "../../shared/titleQueries";
import { episodesOf } from "../../shared/titles/titleFacts";
import { createPreferences } from "../../shared/preferences";
import { withoutSpoilers } from "../../shared/titles/spoilers";
import { Artwork } from "../../ui/poster/Artwork";
import { PlayerPopover } from "./PlayerPopover";

interface EpisodesPanelProps {
  /** The show. */
  media: MediaCard;
  /** The file that plays. */
  currentId: string;
  onOpenChange: (open: boolean) => void;
}

/** The episodes that can be played, inside the player. */
export function EpisodesPanel(props: EpisodesPanelProps) {
  return (
    <PlayerPopover
      label="Episodes"
      trigger={<ListVideo />}
      class="w-[400px]"
      onOpenChange={props.onOpenChange}
    >
      {() => <EpisodeList media={props.media} currentId={props.currentId} />}
    </PlayerPopover>
  );
}

function EpisodeList(props: { media: MediaCard; currentId: string }) {
  const preferences = createPreferences();
  const detail = createAsyncStore(() =>
    mediaQuery(props.media.mediaType, props.media.id).catch(() => null),
  );
  const episodes = () =>
    (detail.latest ? episodesOf(detail.latest) : [])
      .filter((episode) => episode.libraryItemId !== null)
      .map((episode) => (preferences().hidesSpoilers ? withoutSpoilers(episode) : episode));
  return (
    <Show
      when={detail.latest !== undefined}
      fallback={
        <p class="p-3 text-14 text-on-art-muted" role="status">
          Loading the episodes
        </p>
      }
    >
      <Show
        when={episodes().length > 0}
        fallback={<p class="p-3 text-14 text-on-art-muted">No other episode can be played.</p>}
      >
        <ul class="grid gap-1">
          <For each={episodes()}>
            {(episode) => {
              const isCurrent = () => episode.libraryItemId === props.currentId;
              return (
                <li>
                  <A
                    href={playPath(episode.libraryItemId ?? "")}
                    replace
                    class="flex items-center gap-3 rounded-control p-2 hover:bg-art-fill"
                    classList={{ "bg-art-fill": isCurrent() }}
                    ref={(link) =>
                      onMount(() => {
                        if (isCurrent()) link.scrollIntoView({ block: "nearest" });
                      })
                    }
                  >
                    <span class="relative block aspect-video w-28 flex-none overflow-hidden rounded-control bg-surface-2">
                      <Artwork
                        title={episode.title}
                        year={props.media.year}
                        genres={props.media.genres}
                        src={episode.stillUrl}
                        placeholder={episode.stillPlaceholder}
                        kind="still"
                        alt=""
                      />
                    </span>
                    <span class="min-w-0 text-14">
                      <span class="block text-12 text-on-art-muted">
                        {`Season ${episode.seasonNumber}, episode ${episode.episodeNumber}`}
                        {isCurrent() ? " · Playing" : ""}
                      </span>
                      <span class="line-clamp-2 font-strong">{episode.title}</span>
                    </span>
                  </A>
                </li>
              );
            }}
          </For>
        </ul>
      </Show>
    </Show>
  );
}
