import { A, createAsync, query } from "@solidjs/router";
import { ErrorBoundary, For, Show, Suspense } from "solid-js";
import { listUndated, type ReleaseFilter } from "../../api/calendar";
import { titlePath } from "../../lib/pagePaths";
import { SmallPoster } from "../../ui/poster/SmallPoster";
import { CALENDAR } from "../../shared/catchUp/catchUpActions";
import { undatedText } from "./releaseText";

const undatedQuery = query((filter: ReleaseFilter) => listUndated(filter), `${CALENDAR}-undated`);

/** What is the user's and has no day yet: with a month, a quarter or a year, or nothing at all. */
export function UndatedReleases(props: { filter: ReleaseFilter }) {
  const items = createAsync(() => undatedQuery(props.filter));
  return (
    // Without an answer the calendar is complete.
    <ErrorBoundary fallback={null}>
      <Suspense>
        <Show when={(items.latest ?? []).length > 0}>
          <section class="mt-12" aria-labelledby="undated">
            <h2 id="undated" class="pb-4 text-18 font-strong tracking-[-.02em]">
              Without a day
            </h2>
            <ul class="grid grid-cols-[repeat(auto-fill,minmax(240px,1fr))] gap-2">
              <For each={items.latest}>
                {({ media, ...when }) => (
                  <li>
                    <A
                      href={titlePath(media)}
                      class="flex items-center gap-3.5 rounded-card p-2 transition-colors hover:bg-fill"
                    >
                      <SmallPoster media={media} />
                      <span class="grid min-w-0 gap-0.5">
                        <b class="truncate text-15 font-strong tracking-[-.01em]">{media.title}</b>
                        <span class="truncate text-13 text-muted">{undatedText(when)}</span>
                      </span>
                    </A>
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
