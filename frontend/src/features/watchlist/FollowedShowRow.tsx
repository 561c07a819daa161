import { A } from "@solidjs/router";
import { For, Show } from "solid-js";
import type { FollowedShow } from "../../api/types";
import { pluralize } from "../../lib/format";
import { playPath, titlePath } from "../../lib/pagePaths";
import { Artwork } from "../../ui/poster/Artwork";
import { PosterImage } from "../../ui/poster/PosterImage";
import { dayText, distanceText } from "./airDates";
import { FollowButton } from "./FollowButton";

type Unseen = FollowedShow["unseen"][number];

/** A followed show: the first episodes to watch, and when the next one airs. */
export function FollowedShowRow(props: { show: FollowedShow; now: Date }) {
  const media = () => props.show.media;
  const next = () => props.show.nextEpisode;
  const note = () => {
    const airing = next();
    if (airing)
      return [airing.label, airing.title && `“${airing.title}”`].filter(Boolean).join(", ");
    const { unseenCount } = props.show;
    return unseenCount > 0 ? `${pluralize(unseenCount, "episode")} to watch` : "All seen";
  };
  return (
    <li class="grid grid-cols-[52px_minmax(0,1fr)_auto_120px_auto] items-center gap-x-5 gap-y-3 py-3.5 not-first:border-t border-line max-lg:grid-cols-[52px_minmax(0,1fr)_auto_auto] phone:gap-x-3.5">
      <A
        href={titlePath(media())}
        class="block aspect-2/3 overflow-hidden rounded-chip bg-surface-2"
        aria-label={media().title}
        tabindex={-1}
      >
        <PosterImage media={media()} sizes="52px" />
      </A>
      <div class="min-w-0">
        <h3 class="truncate text-17 font-strong tracking-[-.018em] phone:text-15">
          <A href={titlePath(media())}>{media().title}</A>
        </h3>
        <p class="mt-0.5 truncate text-14 text-muted tabular-nums">{note()}</p>
      </div>
      <ul class="flex gap-2 max-lg:hidden" aria-label="Next to watch">
        <For each={props.show.unseen}>
          {(episode) => (
            <li>
              <Still show={props.show} episode={episode} />
            </li>
          )}
        </For>
      </ul>
      <p class="text-right text-14 leading-snug">
        <Show when={next()}>
          {(airing) => (
            <>
              <span class="block font-strong">{dayText(airing().airDate)}</span>
              <span class="text-13 text-muted">{distanceText(airing().airDate, props.now)}</span>
            </>
          )}
        </Show>
      </p>
      <FollowButton media={media()} />
    </li>
  );
}

const STILL = "relative block aspect-video w-[112px] overflow-hidden rounded-control bg-surface-2";

/** An episode to watch; a dot says whether it is in the library. */
function Still(props: { show: FollowedShow; episode: Unseen }) {
  const picture = () => (
    <>
      <Artwork
        title={props.episode.title || props.episode.label}
        year={props.show.media.year}
        genres={props.show.media.genres}
        src={props.episode.stillUrl}
        placeholder={props.episode.stillPlaceholder}
        kind="still"
        alt=""
      />
      <span class="absolute inset-x-0 bottom-0 flex items-center gap-1.5 bg-linear-to-t from-art-shade-2 to-transparent px-2 pt-4 pb-1.5 text-12 font-strong text-on-art">
        <i
          class="size-2 rounded-full"
          classList={{
            "bg-on-art-ok": props.episode.libraryItemId !== null,
            "shadow-[inset_0_0_0_1.5px_currentColor]": props.episode.libraryItemId === null,
          }}
          aria-hidden="true"
        />
        {props.episode.label}
      </span>
    </>
  );
  return (
    <Show when={props.episode.libraryItemId} fallback={<span class={STILL}>{picture()}</span>}>
      {(item) => (
        <A
          href={playPath(item())}
          class={STILL}
          aria-label={`Play ${props.show.media.title} ${props.episode.label}`}
        >
          {picture()}
        </A>
      )}
    </Show>
  );
}
