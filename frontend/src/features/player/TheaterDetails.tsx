import { A, createAsyncStore } from "@solidjs/router";
import { For, Show } from "solid-js";
import type { MediaCard } from "../../api/types";
import { playPath, titlePath } from "../../lib/pagePaths";
import { mediaQuery } from "../../shared/titleQueries";
import { MediaRail } from "../../shared/titles/MediaRail";
import { episodesOf, factsOf } from "../../shared/titles/titleFacts";
import { Artwork } from "../../ui/poster/Artwork";
import { Rail } from "../../ui/Rail";

interface TheaterDetailsProps {
  title: string;
  subtitle: string | null;
  media: MediaCard | null;
  /** The file being played. */
  currentId: string;
}

/** The page below the video: details and related titles. */
export function TheaterDetails(props: TheaterDetailsProps) {
  const detail = createAsyncStore(async () => {
    if (!props.media) return undefined;
    return mediaQuery(props.media.mediaType, props.media.id).catch(() => undefined);
  });
  const episodes = () =>
    (detail.latest ? episodesOf(detail.latest) : []).filter(
      (episode) => episode.libraryItemId && episode.libraryItemId !== props.currentId,
    );

  return (
    <section aria-label="Details" class="page pt-8 pb-24 text-ink">
      <h2 class="text-28 tracking-[-.03em]">{props.title}</h2>
      <Show when={props.media}>
        {(media) => (
          <>
            <p class="mt-2 text-14 text-muted tabular-nums">
              {props.subtitle ?? factsOf(media()).join(" · ")}
              {" · "}
              <A href={titlePath(media())} class="text-accent-text hover:underline">
                Details
              </A>
            </p>
            <p class="mt-4 max-w-[62ch] text-17 leading-relaxed text-pretty text-muted">
              {media().overview}
            </p>
          </>
        )}
      </Show>
      <Show when={episodes().length > 0}>
        <Rail title="Other episodes">
          <For each={episodes()}>
            {(episode) => (
              <A
                href={playPath(episode.libraryItemId ?? "")}
                replace
                class="block w-(--still) rounded-card"
                data-roving-item
              >
                <span class="relative block aspect-video overflow-hidden rounded-card bg-surface-2 art-edge">
                  <Artwork
                    title={episode.title}
                    year={props.media?.year ?? null}
                    genres={props.media?.genres ?? []}
                    src={episode.stillUrl}
                    placeholder={episode.stillPlaceholder}
                    kind="still"
                    alt=""
                  />
                </span>
                <span class="mt-3 block truncate text-14 font-strong">
                  {episode.episodeNumber}. {episode.title}
                </span>
              </A>
            )}
          </For>
        </Rail>
      </Show>
      <MediaRail title="More like this" items={detail.latest?.similar ?? []} />
    </section>
  );
}
