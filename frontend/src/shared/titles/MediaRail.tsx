import { For, Show, type JSX } from "solid-js";
import type { MediaCard } from "../../api/types";
import type { MenuItem } from "../../ui/Menu";
import { Rail } from "../../ui/Rail";
import { renderWhenIdle } from "../../ui/renderWhenIdle";
import { MediaPoster } from "./MediaPoster";

interface MediaRailProps {
  title: string;
  href?: string;
  why?: string;
  end?: JSX.Element;
  items: readonly MediaCard[];
  /** Actions of this list, first in the posters' menus. */
  menuItems?: (media: MediaCard) => readonly MenuItem[];
  /** Why a title is on the list, below its poster. */
  reason?: (media: MediaCard) => JSX.Element;
  /** Outlined rank numerals behind the posters. */
  ranked?: boolean;
  /** Set for the first rail of a page. */
  eager?: boolean;
  class?: string;
}

/** A rail of posters. Not rendered when it is empty. */
export function MediaRail(props: MediaRailProps) {
  return (
    <Show when={props.items.length > 0}>
      <PosterRail {...props} />
    </Show>
  );
}

function PosterRail(props: MediaRailProps) {
  const isRendered = renderWhenIdle();
  return (
    <Rail title={props.title} href={props.href} why={props.why} end={props.end} class={props.class}>
      <Show when={isRendered()} fallback={<div class="h-(--rail-height)" />}>
        <For each={props.items}>
          {(media, index) => (
            <Show
              when={props.ranked}
              fallback={
                <MediaPoster
                  media={media}
                  menuItems={props.menuItems}
                  reason={props.reason?.(media)}
                  eager={props.eager && index() < 8}
                />
              }
            >
              <Ranked place={index() + 1}>
                <MediaPoster media={media} eager={props.eager && index() < 8} />
              </Ranked>
            </Show>
          )}
        </For>
      </Show>
    </Rail>
  );
}

function Ranked(props: { place: number; children: JSX.Element }) {
  return (
    <div
      class="relative flex-none pl-[62px] phone:pl-[46px]"
      classList={{ "pl-[118px]! phone:pl-[88px]!": props.place > 9 }}
    >
      <span
        class="absolute -bottom-[26px] -left-0.5 text-[168px] leading-none font-extrabold tracking-[-.09em] text-transparent lining-nums [-webkit-text-stroke:2px_var(--text-faint)] phone:-bottom-[18px] phone:text-[128px]"
        classList={{ "tracking-[-.04em]!": props.place === 1 }}
        aria-hidden="true"
      >
        {props.place}
      </span>
      {props.children}
    </div>
  );
}
