import { A, useLocation } from "@solidjs/router";
import { For, Show } from "solid-js";
import { Dynamic } from "solid-js/web";
import type { Counts } from "../api/types";
import { isHere, TABS } from "./navigation";

/** Navigation on phones, at the bottom of the window. */
export function TabBar(props: { counts: Counts | undefined }) {
  const location = useLocation();
  return (
    <nav
      aria-label="Main"
      class="fixed inset-x-0 bottom-0 z-40 hidden h-(--tabbar) grid-cols-5 border-t border-line bg-glass px-2 pt-2 pb-[max(20px,env(safe-area-inset-bottom))] backdrop-blur-[28px] backdrop-saturate-150 phone:grid"
    >
      <For each={TABS}>
        {(place) => (
          <A
            href={place.href}
            aria-current={isHere(place, location.pathname) ? "page" : undefined}
            class="relative grid content-center justify-items-center gap-1 rounded-control text-11 font-medium text-muted aria-[current=page]:text-ink aria-[current=page]:[&>svg]:text-accent-text [&>svg]:size-[22px]"
          >
            <Dynamic component={place.icon} aria-hidden="true" />
            {place.label}
            <Show when={place.live && (props.counts?.[place.live] ?? 0) > 0}>
              <i
                role="img"
                aria-label="active"
                class="absolute top-0.5 left-[calc(50%+9px)] size-[7px] rounded-full bg-accent"
              />
            </Show>
          </A>
        )}
      </For>
    </nav>
  );
}
