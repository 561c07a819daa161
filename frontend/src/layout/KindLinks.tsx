import { A, useLocation } from "@solidjs/router";
import { For, Show } from "solid-js";
import { ScrollableRow } from "../ui/ScrollableRow";
import { DISCOVER, isKindPage, KINDS } from "./navigation";

/** On phones: the kinds and the collections, as the first row of Discover and of their own pages. */
export function KindLinks() {
  const location = useLocation();
  const isShown = () => location.pathname === DISCOVER.href || isKindPage(location.pathname);

  return (
    <Show when={isShown()}>
      <div class="absolute inset-x-(--gutter) top-(--bar) z-10 desk:hidden">
        <ScrollableRow as="nav" label="Kinds" chosen="[aria-current=page]" at={location.pathname}>
          <For each={KINDS}>
            {(place) => (
              <A
                href={place.href}
                class="reach inline-flex h-9 flex-none items-center gap-2 rounded-pill px-3.5 text-14 font-medium whitespace-nowrap glass aria-[current=page]:border-transparent aria-[current=page]:bg-btn aria-[current=page]:text-on-btn"
              >
                {place.label}
              </A>
            )}
          </For>
        </ScrollableRow>
      </div>
    </Show>
  );
}
