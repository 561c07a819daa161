import { A } from "@solidjs/router";
import Bookmark from "lucide-solid/icons/bookmark";
import BookmarkCheck from "lucide-solid/icons/bookmark-check";
import Check from "lucide-solid/icons/check";
import Download from "lucide-solid/icons/download";
import Ellipsis from "lucide-solid/icons/ellipsis";
import { createSignal, Show, type JSX } from "solid-js";
import type { MediaCard } from "../api/types";
import { formatMinutes } from "../lib/format";
import { isInPair, isPlain } from "../lib/keyboard";
import { contextMenuEvents, type MenuPoint } from "./contextMenu";
import { IconButton } from "./IconButton";
import { PlayIcon } from "./PlayIcon";
import { PosterImage } from "./poster/PosterImage";
import { ProgressBar } from "./ProgressBar";

export interface PosterCardProps {
  media: MediaCard;
  href: string;
  onOpen?: (event: MouseEvent, art: HTMLElement) => void;
  /** Absent when nothing is playable; the card then offers a download. */
  onPlay?: () => void;
  onGet?: () => void;
  /** Absent for games, which have shelves instead. */
  onWatchLater?: () => void;
  /** Watched; of a game, completed. */
  onSeen: () => void;
  /** A word on the picture, such as the state of a game. */
  badge?: string;
  /** `I` on the focused card. */
  onInfo?: () => void;
  /** More of such keys, by their letter or digit. */
  keys?: Readonly<Record<string, () => void>>;
  /** Shown over the picture, instead of the mark that a file is there. */
  tools?: JSX.Element;
  /** Open the menu of its actions at a point of the window. */
  onMenu: (at: MenuPoint, from: HTMLElement) => void;
  /** A line below the poster; rails omit it. */
  caption?: JSX.Element;
  /** A sentence below the poster, without the title. */
  reason?: JSX.Element;
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
  const openMenu = (at: MenuPoint) => {
    props.onMenu(at, art.querySelector("a") ?? art);
  };
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
      props.badge ?? (props.media.watched && "seen"),
      props.media.inLibrary && "in your library",
      props.media.watchLater && "in watch later",
    ]
      .filter(Boolean)
      .join(", ");

  // Without the digits of a rating: a screen reader says all of them on every poster.
  const shortcuts = () =>
    ["p", ...(props.onWatchLater ? ["w"] : []), "s", ...Object.keys(props.keys ?? {})]
      .filter((key) => !/\d/.test(key))
      .join(" ")
      .toUpperCase();
  const onKey = (event: KeyboardEvent) => {
    if (event.repeat || event.defaultPrevented || isInPair()) return;
    if (!isPlain(event) || event.shiftKey) return;
    const keys: Record<string, (() => void) | undefined> = {
      p: props.onPlay ?? props.onGet,
      w: props.onWatchLater,
      s: props.onSeen,
      i: props.onInfo,
      ...props.keys,
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
        {...contextMenuEvents(openMenu)}
      >
        <A
          href={props.href}
          class="absolute inset-0 z-1 outline-none"
          aria-label={name()}
          lang={props.media.titleLanguage ?? undefined}
          aria-keyshortcuts={shortcuts()}
          data-roving-item
          onKeyDown={onKey}
          onClick={(event) => props.onOpen?.(event, art)}
        />
        <PosterImage media={props.media} sizes={props.sizes} eager={props.eager} />
        {props.tools}
        <PosterMarks
          isReady={props.media.atHand && !props.onInfo}
          media={props.media}
          bar={props.caption === undefined}
          isPlain={props.badge !== undefined}
        />
        <Show when={props.badge}>
          <span
            class="pointer-events-none absolute top-2 left-2 z-1 rounded-pill bg-art-shade-2 px-2.5 py-0.5 text-12 font-strong text-on-art transition-opacity group-hover/poster:opacity-0"
            aria-hidden="true"
          >
            {props.badge}
          </span>
        </Show>
        <Show when={pointedAt()}>
          <FootBlur />
          <MoreButton title={props.media.title} onOpen={openMenu} />
        </Show>
        <div class={OVER}>
          <strong
            class="line-clamp-3 text-14 leading-tight font-semibold tracking-[-.01em]"
            lang={props.media.titleLanguage ?? undefined}
          >
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
          <Progress media={props.media} class="absolute inset-x-0 -top-2" tone="accent" />
          {/* All of the caption leads to the title, too: for the pointer, as the poster is the link. */}
          <A
            href={props.href}
            class="block truncate text-14 font-strong tracking-[-.01em] after:absolute after:inset-0"
            tabindex="-1"
            aria-hidden="true"
            lang={props.media.titleLanguage ?? undefined}
            onClick={(event) => props.onOpen?.(event, art)}
          >
            {props.media.title}
          </A>
          <p class="truncate text-13 text-muted tabular-nums">{props.caption}</p>
        </div>
      </Show>
      <Show when={props.reason}>
        <p class="mt-2.5 line-clamp-2 text-13 leading-snug text-muted [&>b]:font-strong [&>b]:text-ink">
          {props.reason}
        </p>
      </Show>
    </div>
  );
}

/** The mark without hover: seen, or playable, on a shaded corner; and the progress. */
function PosterMarks(props: {
  media: MediaCard;
  bar: boolean;
  isPlain: boolean;
  isReady: boolean;
}) {
  return (
    <>
      <Show when={!props.isPlain && (props.media.watched || props.isReady)}>
        <span
          class="pointer-events-none absolute top-0 right-0 z-1 size-20 bg-[radial-gradient(circle_at_100%_0,var(--art-shade)_18%,transparent_68%)] text-on-art-ok"
          aria-hidden="true"
        >
          <span class="absolute top-1.5 right-1.5 grid size-6 place-items-center">
            <Show
              when={props.media.watched}
              fallback={<i class="size-2 rounded-full bg-current shadow-[0_0_8px_currentColor]" />}
            >
              <Check class="size-4" strokeWidth={2.75} />
            </Show>
          </span>
        </span>
      </Show>
      <Show when={props.bar}>
        <Progress
          media={props.media}
          class="absolute inset-x-0 bottom-0 z-1 h-1! rounded-none! bg-art-shade!"
        />
      </Show>
    </>
  );
}

/** The watched share as a bar at the picture's edge, below its title. */
function Progress(props: { media: MediaCard; class: string; tone?: "accent" }) {
  const begun = () => {
    const percent = props.media.progressPercent ?? 0;
    return !props.media.watched && percent > 0 && percent < 100 ? percent : null;
  };
  return (
    <Show when={begun()}>
      {(percent) => (
        <ProgressBar
          class={props.class}
          tone={props.tone ?? "art"}
          percent={percent()}
          label={`Watched of ${props.media.title}`}
        />
      )}
    </Show>
  );
}

/** Dissolves the picture's own lettering under the text that appears over it. */
function FootBlur() {
  return (
    <span
      class="pointer-events-none absolute inset-x-0 bottom-0 z-1 h-[64%] mask-[linear-gradient(0deg,#000_62%,transparent)] opacity-0 backdrop-blur-[10px] transition-opacity duration-(--slow) group-hover/poster:opacity-100 group-has-[a:focus-visible]/poster:opacity-100"
      aria-hidden="true"
    />
  );
}

function MoreButton(props: { title: string; onOpen: (at: MenuPoint) => void }) {
  return (
    <IconButton
      label={`More for ${props.title}`}
      tone="art"
      size="small"
      tabindex="-1"
      aria-haspopup="menu"
      class="absolute! top-2 left-2 z-3 bg-art-glass! opacity-0 backdrop-blur-[14px] group-hover/poster:opacity-100 focus-visible:opacity-100 pointer-coarse:hidden"
      onClick={(event) => {
        const box = event.currentTarget.getBoundingClientRect();
        props.onOpen({ x: box.left, y: box.bottom });
      }}
    >
      <Ellipsis />
    </IconButton>
  );
}

function doneLabel(media: MediaCard): string {
  if (media.mediaType === "game") return media.watched ? "Not completed" : "Completed";
  return media.watched ? "Not seen" : "Seen";
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
      <Show when={props.onWatchLater}>
        <IconButton
          label={props.media.watchLater ? "Remove from watch later" : "Watch later"}
          tone="art"
          size="small"
          tabindex="-1"
          pressed={props.media.watchLater}
          onClick={() => props.onWatchLater?.()}
        >
          <Show when={props.media.watchLater} fallback={<Bookmark />}>
            <BookmarkCheck />
          </Show>
        </IconButton>
      </Show>
      <IconButton
        label={doneLabel(props.media)}
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
