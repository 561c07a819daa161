import { useNavigate } from "@solidjs/router";
import Globe from "lucide-solid/icons/globe";
import RotateCw from "lucide-solid/icons/rotate-cw";
import { For, Match, Show, Switch } from "solid-js";
import type { ProviderTitle } from "../../api/types";
import { titlePath } from "../../lib/pagePaths";
import { Button } from "../../ui/Button";
import { Artwork } from "../../ui/poster/Artwork";
import { SectionHeading } from "../../ui/Rail";
import { Skeleton } from "../../ui/Skeleton";
import { createProviderTitleSearch, missingText } from "./providerTitleSearch";
import { OUTSIDE } from "./paletteState";

const KINDS = { movie: "Movie", show: "Show", game: "Game" } as const;

/** Titles that only the providers know: searched when asked for, added when opened. */
export function ProviderTitleResults(props: { query: string }) {
  const navigate = useNavigate();
  const outside = createProviderTitleSearch(() => props.query);
  const open = async (title: ProviderTitle) => {
    const media = await outside.add(title);
    if (media) navigate(titlePath(media));
  };

  return (
    <section class="mt-14" aria-label={OUTSIDE} aria-busy={outside.busy()}>
      <SectionHeading title={OUTSIDE} />
      <Switch>
        <Match when={outside.answer() === undefined && outside.busy()}>
          <div role="status" aria-label="Loading">
            <Skeleton class="h-40 w-full rounded-sheet" />
          </div>
        </Match>
        <Match when={outside.answer() === undefined}>
          <Button size="medium" onClick={() => void outside.look()}>
            <Globe class="size-4" aria-hidden="true" />
            Search TMDB and IGDB
          </Button>
        </Match>
        <Match when={outside.answer()}>
          {(found) => (
            <>
              <Show when={found().items.length > 0}>
                <ul class="mb-6 grid grid-cols-[repeat(auto-fill,minmax(132px,1fr))] gap-5 phone:gap-3.5">
                  <For each={found().items}>
                    {(title) => (
                      <li>
                        <button
                          type="button"
                          class="block w-full rounded-card text-left"
                          disabled={outside.busy()}
                          onClick={() => void open(title)}
                        >
                          <span class="relative block aspect-2/3 overflow-hidden rounded-card bg-surface-2 art-edge">
                            <Artwork
                              title={title.title}
                              year={title.year}
                              genres={[]}
                              src={title.posterUrl}
                              kind="poster"
                              alt=""
                            />
                          </span>
                          <span class="mt-2.5 block truncate text-14 font-strong">
                            {title.title}
                          </span>
                          <span class="block text-13 text-muted tabular-nums">
                            {[KINDS[title.mediaType], title.year].filter(Boolean).join(" · ")}
                          </span>
                        </button>
                      </li>
                    )}
                  </For>
                </ul>
              </Show>
              <Show when={missingText(found())}>
                {(text) => (
                  <div class="flex flex-wrap items-center gap-4">
                    <p class="text-15 text-muted" role="status">
                      {text()}
                    </p>
                    <Show when={found().unanswered.length > 0}>
                      <Button
                        size="small"
                        disabled={outside.busy()}
                        onClick={() => void outside.look()}
                      >
                        <RotateCw class="size-3.5" aria-hidden="true" />
                        Try again
                      </Button>
                    </Show>
                  </div>
                )}
              </Show>
            </>
          )}
        </Match>
      </Switch>
    </section>
  );
}
