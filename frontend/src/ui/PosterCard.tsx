import { A } from "@solidjs/router";
import Bookmark from "lucide-solid/icons/bookmark";
import BookmarkCheck from "lucide-solid/icons/bookmark-check";
import Check from "lucide-solid/icons/check";
import Download from "lucide-solid/icons/download";
import { createSignal, Show, type JSX } from "solid-js";
import type { MediaCard } from "../api/types";
import { formatMinutes } from "../lib/format";
import { isPlain } from "../lib/keys";
import { IconButton } from "./IconButton";
import { PlayIcon } from "./PlayIcon";
import { Artwork } from "./poster/Artwork";
import { ProgressBar } from "./ProgressBar";

export interface PosterCardProps {
  media: MediaCard;
  href: string;
  onOpen?: (event: MouseEvent, art: HTMLElement) => void;
  /** Absent when nothing is playable; the card then offers a download. */
  onPlay?: () => void;
  onGet?: () => void;
  onWatchLater: () => void;
  onSeen: () => void;
  /** A line below the poster; rails omit it. */
  caption?: JSX.Element;
  /** Posters in the first view load eagerly. */
  eager?: boolean;
  /** Rendered width, for the `sizes` attribute. */
  sizes?: string;
  class?: string;
}

const CARD =
  "group/poster relative isolate block aspect-2/3 overflow-hidden rounded-card bg-surface-2 transition-[transform,box-shadow] duration-(--slow) art-edge hover:z-2 hover:-translate-y-1.5 hover:scale-103 hover:shadow-raised has-[a:focus-visible]:z-2 has-[a:focus-visible]:-translate-y-1.5 has-[a:focus-visible]:scale-103 has-[a:focus-visible]:shadow-raised has-[a:focus-visible]:outline-2 has-[a:focus-visible]:outline-offset-3 has-[a:focus-visible]:outline-accent";

const OVER =
  "pointer-events-none absolute inset-x-0 bottom-0 z-2 translate-y-2 bg-linear-to-t from-art-shade-2 from-48% via-art-shade via-72% to-transparent px-3.5 pt-16 pb-3.5 text-on-art opacity-0 transition-[opacity,transform] duration-(--slow) group-hover/poster:translate-y-0 group-hover/poster:opacity-100 group-has-[a:focus-visible]/poster:translate-y-0 group-has-[a:focus-visible]/poster:opacity-100 [@media(hover:hover)]:group-hover/poster:[&_button]:pointer-events-auto";

/** A title's poster. A click on the card opens it; P, W and S act on the focused card. */
export function PosterCard(props: PosterCardProps) {
  let art!: HTMLDivElement;
  // A page has hundreds of posters: render a card's buttons on hover or focus only.
  const [pointedAt, setPointedAt] = createSignal(false);
  const facts = () =>
    [props.media.year, props.media.runtimeMinutes && formatMinutes(props.media.runtimeMinutes)]
      .filter(Boolean)
      .join(" · ");
  const name = () =>
    [
      props.media.title,
      props.media.year,
      props.media.watched && "seen",
      props.media.inLibrary && "in your library",
      props.media.watchLater && "in watch later",
    ]
      .filter(Boolean)
      .join(", ");

  const onKey = (event: KeyboardEvent) => {
    if (!isPlain(event) || event.shiftKey) return;
    const keys: Record<string, (() => void) | undefined> = {
      p: props.onPlay ?? props.onGet,
      w: props.onWatchLater,
      s: props.onSeen,
    };
    keys[event.key]?.();
  };

  return (
    <div class={props.class ?? "w-(--poster)"}>
      <div
        ref={art}
        class={CARD}
        onPointerEnter={() => setPointedAt(true)}
        onFocusIn={() => setPointedAt(true)}
      >
        <A
          href={props.href}
          class="absolute inset-0 z-1 outline-none"
          aria-label={name()}
          aria-keyshortcuts="P W S"
          data-roving-item
          onKeyDown={onKey}
          onClick={(event) => props.onOpen?.(event, art)}
        />
        <Artwork
          title={props.media.title}
          year={props.media.year}
          genres={props.media.genres}
          src={props.media.posterUrl}
          placeholder={props.media.posterPlaceholder}
          kind="poster"
          alt=""
          sizes={props.sizes}
          eager={props.eager}
        />
        <PosterMarks media={props.media} />
        <div class={OVER}>
          <strong class="line-clamp-3 text-14 leading-tight font-semibold tracking-[-.01em]">
            {props.media.title}
          </strong>
          <small class="text-12 text-on-art-muted">{facts()}</small>
          <div class="mt-2.5 h-8">
            <Show when={pointedAt()}>
              <PosterActions {...props} />
            </Show>
          </div>
        </div>
      </div>
      <Show when={props.caption}>
        <div class="relative z-3 mt-3 min-w-0">
          <p class="truncate text-14 font-strong tracking-[-.01em]">{props.media.title}</p>
          <p class="truncate text-13 text-muted tabular-nums">{props.caption}</p>
        </div>
      </Show>
    </div>
  );
}

/** The mark without hover: seen, or playable; and the progress. */
function PosterMarks(props: { media: MediaCard }) {
  const begun = () => {
    const percent = props.media.progressPercent ?? 0;
    return !props.media.watched && percent > 0 && percent < 100 ? percent : null;
  };
  return (
    <>
      <Show when={props.media.watched || props.media.inLibrary}>
        <span
          class="absolute z-1 grid place-items-center rounded-full bg-art-glass text-on-art-ok backdrop-blur-[14px]"
          classList={{
            "top-2 right-2 size-6": props.media.watched,
            "top-2.5 right-2.5 size-5": !props.media.watched,
          }}
          aria-hidden="true"
        >
          <Show
            when={props.media.watched}
            fallback={
              <i class="size-[7px] rounded-full bg-current shadow-[0_0_8px_currentColor]" />
            }
          >
            <Check class="size-[13px]" strokeWidth={2.5} />
          </Show>
        </span>
      </Show>
      <Show when={begun()}>
        {(percent) => (
          <span class="absolute inset-x-0 bottom-0 z-1 bg-linear-to-t from-art-shade to-transparent px-2.5 pt-8 pb-2.5">
            <ProgressBar tone="art" percent={percent()} label={`Watched of ${props.media.title}`} />
          </span>
        )}
      </Show>
    </>
  );
}

/** For the pointer only: not in the tab order, because the card's shortcuts do the same. */
function PosterActions(props: PosterCardProps) {
  return (
    <div class="flex gap-1.5">
      <Show
        when={props.onPlay}
        fallback={
          <IconButton
            label={`Get ${props.media.title}`}
            tone="art-primary"
            size="small"
            tabindex="-1"
            onClick={() => props.onGet?.()}
          >
            <Download />
          </IconButton>
        }
      >
        <IconButton
          label={`Play ${props.media.title}`}
          tone="art-primary"
          size="small"
          tabindex="-1"
          onClick={() => props.onPlay?.()}
        >
          <PlayIcon />
        </IconButton>
      </Show>
      <IconButton
        label={props.media.watchLater ? "Remove from watch later" : "Watch later"}
        tone="art"
        size="small"
        tabindex="-1"
        pressed={props.media.watchLater}
        onClick={() => props.onWatchLater()}
      >
        <Show when={props.media.watchLater} fallback={<Bookmark />}>
          <BookmarkCheck />
        </Show>
      </IconButton>
      <IconButton
        label={props.media.watched ? "Not seen" : "Seen"}
        tone="art"
        size="small"
        tabindex="-1"
        pressed={props.media.watched}
        onClick={() => props.onSeen()}
      >
        <Check strokeWidth={props.media.watched ? 3 : 1.75} />
      </IconButton>
    </div>
  );
}
