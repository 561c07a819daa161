import { createAsync } from "@solidjs/router";
import { ErrorBoundary, For, Show, Suspense } from "solid-js";
import type { CatchUp, MediaCard } from "../../api/types";
import { catchUpText } from "../../shared/catchUp/catchUpText";
import { catchUpsQuery } from "../../shared/catchUp/catchUpQueries";
import { Button } from "../../ui/Button";
import { SmallPoster } from "../../ui/poster/SmallPoster";

/** Fewer than can be asked for: the calendar comes first. */
const MAX_SUGGESTED = 3;

/** Plans to catch up, then shows that could have one. */
export function CatchUpList(props: { onOpen: (media: MediaCard) => void }) {
  const listed = createAsync(() => catchUpsQuery());
  const shown = (): CatchUp[] => {
    const all = listed.latest;
    return all ? [...all.plans, ...all.suggestions.slice(0, MAX_SUGGESTED)] : [];
  };
  return (
    // Without an answer the calendar is complete.
    <ErrorBoundary fallback={null}>
      <Suspense>
        <Show when={shown().length > 0}>
          <section class="mt-12" aria-labelledby="catch-up">
            <h2 id="catch-up" class="pb-4 text-18 font-strong tracking-[-.02em]">
              Catch up
            </h2>
            <ul class="grid grid-cols-[repeat(auto-fill,minmax(300px,1fr))] gap-3">
              <For each={shown()}>
                {(each) => (
                  <li class="flex items-center gap-3.5 rounded-card bg-surface-1 p-3">
                    <SmallPoster media={each.media} />
                    <p class="grid min-w-0 flex-1 gap-0.5">
                      <b class="truncate text-15 font-strong tracking-[-.01em]">
                        {each.media.title}
                      </b>{" "}
                      <span class="text-13 text-muted tabular-nums">{catchUpText(each)}</span>
                    </p>
                    <Button size="small" onClick={() => props.onOpen(each.media)}>
                      {each.isPlanned ? "Your plan" : "Catch up"}
                    </Button>
                  </li>
                )}
              </For>
            </ul>
          </section>
        </Show>
      </Suspense>
    </ErrorBoundary>
  );
}
