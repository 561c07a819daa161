import { createAsync } from "@solidjs/router";
import ListVideo from "lucide-solid/icons/list-video";
import { ErrorBoundary, For, Show, Suspense } from "solid-js";
import type { CatchUp, MediaCard } from "../../api/types";
import { catchUpText } from "../../shared/catchUp/catchUpText";
import { catchUpsQuery } from "../../shared/catchUp/catchUpQueries";
import { Button } from "../../ui/Button";

/** Fewer than can be asked for: the calendar comes first. */
const MAX_SHOWN = 3;

/** Plans to catch up, then shows that could have one: a line each. */
export function CatchUpRow(props: { onOpen: (media: MediaCard) => void }) {
  const listed = createAsync(() => catchUpsQuery());
  const shown = (): CatchUp[] => {
    const all = listed.latest;
    return all ? [...all.plans, ...all.suggestions.slice(0, MAX_SHOWN)] : [];
  };
  return (
    // Without an answer the calendar is complete.
    <ErrorBoundary fallback={null}>
      <Suspense>
        <Show when={shown().length > 0}>
          <section class="mb-8" aria-label="Catch up">
            <ul class="grid gap-2">
              <For each={shown()}>
                {(each) => (
                  <li class="flex items-center gap-3 rounded-card bg-surface-2 py-2.5 pr-2.5 pl-4 text-14 phone:items-start">
                    <ListVideo
                      class="size-4 flex-none text-accent-text phone:mt-2"
                      aria-hidden="true"
                    />
                    <p class="min-w-0 flex-1 tabular-nums phone:py-1">
                      <b class="font-strong">{each.media.title}</b>{" "}
                      <span class="text-muted">{catchUpText(each)}</span>
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
