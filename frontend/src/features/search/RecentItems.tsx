import { A } from "@solidjs/router";
import { For, Show, type JSX } from "solid-js";
import { personPath, titlePath } from "../../lib/pagePaths";
import { Button } from "../../ui/Button";
import { Portrait } from "../../ui/Portrait";
import { Artwork } from "../../ui/poster/Artwork";
import { clearRecents, recents, type Recent } from "./recentItems";

function pathOf(recent: Recent): string {
  const { id, kind } = recent;
  return kind === "person" ? personPath(id) : titlePath({ id, mediaType: kind });
}

/** Items opened recently from the search, shown while the field is empty. */
export function RecentItems(props: { fallback: JSX.Element }) {
  return (
    <Show when={recents().length > 0} fallback={props.fallback}>
      <section class="mt-9" aria-label="Recent">
        <div class="mb-3 flex items-center justify-between">
          <h2 class="text-17">Recent</h2>
          <Button size="small" tone="ghost" onClick={() => clearRecents()}>
            Clear
          </Button>
        </div>
        <ul class="-mx-3 grid grid-cols-2 gap-x-6 max-lg:grid-cols-1">
          <For each={recents()}>
            {(recent) => (
              <li>
                <A
                  href={pathOf(recent)}
                  class="flex min-h-[68px] items-center gap-4 rounded-card px-3 py-2 transition-colors hover:bg-surface-1"
                >
                  <Show
                    when={recent.kind === "person"}
                    fallback={
                      <span class="relative block h-[60px] w-10 flex-none overflow-hidden rounded-chip art-edge">
                        <Artwork
                          title={recent.title}
                          year={recent.year}
                          genres={[]}
                          src={recent.posterUrl}
                          kind="poster"
                          sizes="40px"
                          alt=""
                        />
                      </span>
                    }
                  >
                    <Portrait
                      name={recent.title}
                      src={recent.posterUrl}
                      sizes="40px"
                      class="size-10 flex-none rounded-full text-14"
                    />
                  </Show>
                  <span class="min-w-0">
                    <span class="block truncate text-15 font-medium">{recent.title}</span>
                    <span class="block text-13 text-muted tabular-nums">
                      {recent.year ?? (recent.kind === "person" ? "Person" : "")}
                    </span>
                  </span>
                </A>
              </li>
            )}
          </For>
        </ul>
      </section>
    </Show>
  );
}
