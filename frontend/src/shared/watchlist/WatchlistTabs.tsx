import { createAsyncStore, useLocation } from "@solidjs/router";
import { For, Show } from "solid-js";
import type { WatchlistCounts } from "../../api/types";
import { watchlistCountsQuery } from "../queries";

interface Tab {
  href: string;
  label: string;
  count: (counts: WatchlistCounts) => number;
}

const TABS: readonly Tab[] = [
  { href: "/app/watch-later", label: "Watch later", count: (counts) => counts.watchLater },
  {
    href: "/app/following",
    label: "Following",
    count: (counts) => counts.shows + counts.people,
  },
  { href: "/app/wanted", label: "Wanted", count: (counts) => counts.wanted },
];

/** The lists of what is to come, with their sizes. */
export function WatchlistTabs() {
  const location = useLocation();
  // The page works without its numbers.
  const counts = createAsyncStore(() => watchlistCountsQuery().catch(() => undefined));
  return (
    <nav
      aria-label="Lists"
      class="mb-7 flex gap-7 overflow-x-auto border-b border-line [scrollbar-width:none] phone:mb-5 phone:gap-6"
    >
      <For each={TABS}>
        {(tab) => (
          <a
            href={tab.href}
            aria-current={location.pathname === tab.href ? "page" : undefined}
            class="-mb-px flex h-12 flex-none items-center gap-2 border-b-2 border-transparent text-15 text-muted transition-colors hover:text-ink aria-[current=page]:border-ink aria-[current=page]:font-strong aria-[current=page]:text-ink"
          >
            {tab.label}
            <Show when={counts.latest}>
              {(found) => (
                <span class="text-13 font-normal text-muted tabular-nums">
                  {tab.count(found())}
                </span>
              )}
            </Show>
          </a>
        )}
      </For>
    </nav>
  );
}
