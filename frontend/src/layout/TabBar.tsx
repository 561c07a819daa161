import { A, useLocation } from "@solidjs/router";
import Ellipsis from "lucide-solid/icons/ellipsis";
import { createSignal, For, Show } from "solid-js";
import { Dynamic } from "solid-js/web";
import type { Counts } from "../api/types";
import { lazyOverlay } from "../ui/lazyOverlay";
import { ActivityDot } from "./ActivityDot";
import { DISCOVER, isHere, isKindPage, isLive, MORE, TABS, type Place } from "./navigation";

// The sheet is a chunk of its own, loaded on touch.
const MorePagesSheet = lazyOverlay(() => import("./MorePagesSheet"));

const TAB =
  "relative grid content-center justify-items-center gap-1 rounded-control text-11 font-medium text-muted aria-[current=page]:text-ink aria-[current=page]:[&>svg]:text-accent-text [&>svg]:size-[22px]";

/** Navigation on phones, at the bottom of the window. */
export function TabBar(props: { counts: Counts | undefined }) {
  const location = useLocation();
  const [open, setOpen] = createSignal(false);
  const preload = () => void MorePagesSheet.preload();
  const isCurrent = (place: Place) =>
    isHere(place, location.pathname) || (place === DISCOVER && isKindPage(location.pathname));
  const isInMore = () => MORE.flat().some((place) => isHere(place, location.pathname));

  return (
    <nav
      aria-label="Main"
      class="fixed inset-x-0 bottom-0 z-40 hidden h-(--tabbar) grid-cols-5 border-t border-line bg-glass px-2 pt-2 pb-[max(20px,env(safe-area-inset-bottom))] backdrop-blur-[28px] backdrop-saturate-150 phone:grid"
    >
      <For each={TABS}>
        {(place) => (
          <A href={place.href} aria-current={isCurrent(place) ? "page" : undefined} class={TAB}>
            <Dynamic component={place.icon} aria-hidden="true" />
            {place.label}
          </A>
        )}
      </For>
      <button
        type="button"
        class={TAB}
        aria-haspopup="dialog"
        aria-current={isInMore() ? "page" : undefined}
        onPointerDown={preload}
        onFocus={preload}
        onClick={() => setOpen(true)}
      >
        <Ellipsis aria-hidden="true" />
        More
        <Show when={MORE.flat().some((place) => isLive(place, props.counts))}>
          <ActivityDot class="absolute top-0.5 left-[calc(50%+9px)] size-[7px]" />
        </Show>
      </button>
      <Show when={open()}>
        <MorePagesSheet counts={props.counts} onClose={() => setOpen(false)} />
      </Show>
    </nav>
  );
}
