import { A } from "@solidjs/router";
import Check from "lucide-solid/icons/check";
import CircleCheck from "lucide-solid/icons/circle-check";
import CloudDownload from "lucide-solid/icons/cloud-download";
import Eye from "lucide-solid/icons/eye";
import ListChecks from "lucide-solid/icons/list-checks";
import Star from "lucide-solid/icons/star";
import { Show, type JSX } from "solid-js";
import type { Episode } from "../../api/types";
import { formatDate } from "../../lib/formatDates";
import { formatLarge, formatLeft, formatMinutes } from "../../lib/format";
import { playPath } from "../../lib/pagePaths";
import { ConvertedCopyButton } from "../../shared/convertedCopies/ConvertedCopyButton";
import { SubtitleButton } from "../../shared/subtitles/SubtitleButton";
import { IconButton } from "../../ui/IconButton";
import { PlayIcon } from "../../ui/PlayIcon";
import { Artwork } from "../../ui/poster/Artwork";
import { ProgressBar } from "../../ui/ProgressBar";
import { EpisodeRating } from "./EpisodeRating";

interface EpisodeRowProps {
  episode: Episode;
  /** For the generated still of an episode without an image. */
  year: number | null;
  genres: readonly string[];
  seen: boolean;
  /** The next episode to watch: its row is highlighted. */
  isNext: boolean;
  onSeen: (seen: boolean) => void;
  /** Marks this episode and all before it; absent when nothing before it is unseen. */
  onSeenUpTo?: (() => void) | undefined;
  /** The user's own rating, 0.5 to 10. */
  rating?: number | null;
  onRate?: (rating: number | null) => void;
  /** The button that wants it for the library. */
  want?: JSX.Element;
  /** Shows the name, the picture and the text; present while they are hidden. */
  onReveal?: (() => void) | undefined;
}

export function EpisodeRow(props: EpisodeRowProps) {
  const number = () => props.episode.episodeNumber;
  return (
    <li
      class="group/episode grid [content-visibility:auto] [contain-intrinsic-block-size:auto_176px] phone:[contain-intrinsic-block-size:auto_100px] grid-cols-[256px_minmax(0,1fr)_auto] items-center gap-7 rounded-sheet px-5 py-4 transition-colors hover:bg-surface-1 phone:grid-cols-[136px_minmax(0,1fr)_auto] phone:items-start phone:gap-3.5 phone:py-3"
      classList={{ "bg-surface-1 hairline": props.isNext }}
    >
      <Still {...props} />
      <div class="min-w-0">
        <h3 class="flex gap-3.5 text-17 tracking-[-.018em] phone:gap-2 phone:text-15">
          <span class="font-light text-muted tabular-nums">{number()}</span> {nameOf(props.episode)}
        </h3>
        <p class="my-1.5 flex flex-wrap gap-x-2.5 text-13 text-muted tabular-nums">
          <Show when={absoluteOf(props.episode)}>
            {(absolute) => <span title="Absolute episode number">No. {absolute()}</span>}
          </Show>
          <Show when={props.episode.airDate}>{(date) => <span>{formatDate(date())}</span>}</Show>
          <Show when={props.episode.runtimeMinutes}>
            {(minutes) => <span>{formatMinutes(minutes())}</span>}
          </Show>
          <Show when={props.episode.rating}>
            {(rating) => (
              <span class="inline-flex items-center gap-1" title={votesText(props.episode)}>
                <Star class="size-3 fill-current text-accent-text" aria-hidden="true" />
                <span>
                  <span class="sr-only">Rated </span>
                  {rating().toFixed(1)}
                  <span class="sr-only"> of 10</span>
                </span>
              </span>
            )}
          </Show>
          <Show when={leftOf(props.episode, props.seen)}>
            {(left) => <span class="text-accent-text">{formatLeft(left())}</span>}
          </Show>
        </p>
        <Show
          when={props.onReveal}
          fallback={
            <p class="line-clamp-2 max-w-[68ch] text-14 text-muted phone:hidden">
              {props.episode.overview}
            </p>
          }
        >
          {(onReveal) => (
            <button
              type="button"
              class="reach -ml-2.5 inline-flex h-7 items-center gap-1.5 rounded-pill px-2.5 text-13 text-muted transition-colors press hover:bg-fill hover:text-ink"
              aria-label={`Show what episode ${number()} is about`}
              onClick={() => onReveal()()}
            >
              <Eye class="size-4 flex-none" aria-hidden="true" />
              <span class="phone:hidden">Hidden until you have seen it.</span> Show
            </button>
          )}
        </Show>
        <Show when={props.onRate}>
          {(onRate) => (
            <EpisodeRating
              episodeNumber={number()}
              rating={props.rating ?? null}
              seen={props.seen}
              onRate={(rating) => onRate()(rating)}
            />
          )}
        </Show>
      </div>
      <div class="flex items-center phone:flex-col">
        {props.want}
        <Show when={props.episode.libraryItemId}>
          {(item) => (
            <SubtitleButton
              itemId={item()}
              of={`episode ${number()}`}
              class="text-muted opacity-0 group-focus-within/episode:opacity-100 group-hover/episode:opacity-100 pointer-coarse:opacity-100"
            />
          )}
        </Show>
        <Show when={props.episode.libraryItemId}>
          {(item) => (
            <ConvertedCopyButton
              itemId={item()}
              button={(open) => (
                <IconButton
                  label={`Converted copies of episode ${number()}`}
                  tone="bare"
                  size="medium"
                  class="text-muted opacity-0 group-focus-within/episode:opacity-100 group-hover/episode:opacity-100 phone:hidden pointer-coarse:opacity-100"
                  onClick={open}
                >
                  <CloudDownload />
                </IconButton>
              )}
            />
          )}
        </Show>
        <Show when={props.onSeenUpTo}>
          {(onSeenUpTo) => (
            <IconButton
              label={`Mark everything up to episode ${number()} as seen`}
              tone="bare"
              size="medium"
              class="text-muted opacity-0 group-focus-within/episode:opacity-100 group-hover/episode:opacity-100 pointer-coarse:opacity-100"
              onClick={() => onSeenUpTo()()}
            >
              <ListChecks />
            </IconButton>
          )}
        </Show>
        <IconButton
          label={
            props.seen ? `Mark episode ${number()} as not seen` : `Mark episode ${number()} as seen`
          }
          tone="bare"
          size="medium"
          pressed={props.seen}
          class={props.seen ? "text-ok!" : ""}
          onClick={() => props.onSeen(!props.seen)}
        >
          <CircleCheck />
        </IconButton>
      </div>
    </li>
  );
}

function nameOf(episode: Episode): string {
  return episode.title || `Episode ${episode.episodeNumber}`;
}

/** `1.2 thousand votes`, of the source that describes the show. */
function votesText({ votes }: Episode): string {
  return votes === 1 ? "1 vote" : `${formatLarge(votes ?? 0)} votes`;
}

/** The absolute number, where it differs from the number within the season. */
function absoluteOf(episode: Episode): number | null {
  const { absoluteNumber, episodeNumber } = episode;
  return absoluteNumber && absoluteNumber !== episodeNumber ? absoluteNumber : null;
}

/** Remaining seconds of a started episode. */
function leftOf(episode: Episode, seen: boolean): number | null {
  const length = (episode.runtimeMinutes ?? 0) * 60;
  if (seen || episode.positionSeconds === 0 || length <= episode.positionSeconds) return null;
  return length - episode.positionSeconds;
}

const STILL =
  "relative block aspect-video overflow-hidden rounded-card bg-surface-2 art-edge outline-offset-3";

function Still(props: EpisodeRowProps) {
  return (
    <Show
      when={props.episode.libraryItemId}
      fallback={
        <div class={STILL}>
          <StillPicture {...props} />
        </div>
      }
    >
      {(item) => (
        <A
          href={playPath(item())}
          class={STILL}
          aria-label={`Play episode ${[props.episode.episodeNumber, props.episode.title].filter(Boolean).join(", ")}`}
          aria-keyshortcuts="S"
          data-roving-item
          onKeyDown={(event) => {
            if (event.key === "s") props.onSeen(!props.seen);
          }}
        >
          <StillPicture {...props} />
          <span
            class="absolute inset-0 m-auto grid size-12 place-items-center rounded-full bg-art-glass text-on-art opacity-0 backdrop-blur-[14px] transition-opacity group-focus-within/episode:opacity-100 group-hover/episode:opacity-100 phone:size-10 pointer-coarse:opacity-100"
            classList={{ "opacity-100": props.isNext }}
          >
            <PlayIcon class="ml-0.5 size-5" />
          </span>
        </A>
      )}
    </Show>
  );
}

function StillPicture(props: EpisodeRowProps) {
  return (
    <>
      <span class="block size-full transition-opacity" classList={{ "opacity-55": props.seen }}>
        <Artwork
          title={nameOf(props.episode)}
          year={props.year}
          genres={props.genres}
          src={props.episode.stillUrl}
          placeholder={props.episode.stillPlaceholder}
          kind="still"
          alt=""
        />
      </span>
      <Show when={props.seen}>
        <span class="absolute top-2 right-2 grid size-6 place-items-center rounded-full bg-art-glass text-on-art-ok backdrop-blur-[14px]">
          <Check class="size-[13px]" strokeWidth={2.5} aria-label="Seen" />
        </span>
      </Show>
      <Show when={!props.seen && props.episode.progressPercent}>
        {(percent) => (
          <ProgressBar
            class="absolute inset-x-2.5 bottom-2.5"
            tone="art"
            percent={percent()}
            label={`Watched of episode ${props.episode.episodeNumber}`}
          />
        )}
      </Show>
    </>
  );
}
