import { A, useLocation } from "@solidjs/router";
import { For } from "solid-js";
import { ScrollableRow } from "../ui/ScrollableRow";
import { KINDS } from "./navigation";

/** The kinds and the collections, in one line that scrolls. */
export default function KindRow() {
  const location = useLocation();
  return (
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
  );
}
