import { A } from "@solidjs/router";
import Unplug from "lucide-solid/icons/unplug";
import X from "lucide-solid/icons/x";
import { Show } from "solid-js";
import type { ContinueItem } from "../api/types";
import { formatLeft } from "../lib/format";
import { isPlain } from "../lib/keyboard";
import { contextMenuEvents, type MenuPoint } from "./contextMenu";
import { IconButton } from "./IconButton";
import { PlayIcon } from "./PlayIcon";
import { Artwork } from "./poster/Artwork";
import { ProgressBar } from "./ProgressBar";

interface ContinueCardProps {
  item: ContinueItem;
  /** The player at the resume position, or the title's page when the file is gone. */
  href: string;
  /** Why its file cannot be played now, as text. */
  trouble?: string;
  /** The menu of ways to leave the row, at a point of the window; `from` gets the focus back. */
  onMenu: (at: MenuPoint, from: HTMLElement) => void;
  eager?: boolean;
}

export function ContinueCard(props: ContinueCardProps) {
  const line = () =>
    [
      props.item.episodeLabel,
      props.trouble ?? (props.item.secondsLeft > 0 && formatLeft(props.item.secondsLeft)),
    ]
      .filter(Boolean)
      .join(" · ");

  let link: HTMLAnchorElement | undefined;
  /** The browser's event of a key has no point: below the top of the card. */
  const openMenu = (at?: MenuPoint) => {
    if (!link) return;
    const { left, top, width } = link.getBoundingClientRect();
    props.onMenu(at ?? { x: left + width / 2, y: top + 44 }, link);
  };

  return (
    <div
      {...contextMenuEvents((at) => openMenu(at.x > 0 ? at : undefined))}
      class="group/still relative isolate aspect-video w-(--still) overflow-hidden rounded-card bg-surface-2 art-edge has-[a:focus-visible]:outline-2 has-[a:focus-visible]:outline-offset-3 has-[a:focus-visible]:outline-accent"
    >
      <A
        ref={(element: HTMLAnchorElement) => (link = element)}
        href={props.href}
        class="absolute inset-0 z-2 outline-none"
        aria-label={`${props.trouble ? "" : "Continue "}${props.item.media.title}, ${line()}`}
        aria-keyshortcuts="X"
        data-roving-item
        onKeyDown={(event) => {
          if (event.key === "x" && isPlain(event)) openMenu();
        }}
      />
      <div
        class="size-full transition-transform duration-400 group-hover/still:scale-104"
        classList={{ "brightness-60 grayscale": props.trouble !== undefined }}
      >
        <Artwork
          title={props.item.media.title}
          year={props.item.media.year}
          genres={props.item.media.genres}
          src={props.item.stillUrl ?? props.item.media.backdropUrl}
          placeholder={
            props.item.stillUrl ? props.item.stillPlaceholder : props.item.media.backdropPlaceholder
          }
          kind="still"
          alt=""
          eager={props.eager}
        />
      </div>
      <span class="absolute inset-x-0 top-[40%] bottom-0 bg-linear-to-t from-art-shade to-transparent" />
      <div class="absolute inset-x-3.5 bottom-[18px] flex items-center gap-3 text-on-art">
        <span class="grid size-10 flex-none place-items-center rounded-full bg-on-art text-on-art-btn">
          <Show when={props.trouble} fallback={<PlayIcon class="ml-0.5 size-[18px]" />}>
            <Unplug class="size-[18px]" aria-hidden="true" />
          </Show>
        </span>
        <span class="min-w-0 text-13 leading-[1.4] [text-shadow:0_1px_8px_var(--art-glow)]">
          <b
            class="block truncate text-14 font-strong"
            lang={props.item.media.titleLanguage ?? undefined}
          >
            {props.item.media.title}
          </b>
          <span class="block truncate tabular-nums">{line()}</span>
        </span>
      </div>
      <ProgressBar
        class="absolute inset-x-3.5 bottom-[9px]"
        tone="art"
        percent={props.item.progressPercent}
        label={`Watched of ${props.item.media.title}`}
      />
      <IconButton
        label={`Take ${props.item.media.title} off Continue watching`}
        aria-haspopup="menu"
        tone="art"
        size="small"
        tabindex="-1"
        class="absolute! top-2.5 right-2.5 z-3 bg-art-glass! opacity-0 backdrop-blur-[14px] group-hover/still:opacity-100 group-has-[a:focus-visible]/still:opacity-100 pointer-coarse:opacity-100"
        onClick={(event) => {
          const { left, bottom } = event.currentTarget.getBoundingClientRect();
          openMenu({ x: left, y: bottom });
        }}
      >
        <X />
      </IconButton>
    </div>
  );
}
