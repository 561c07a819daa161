import { A } from "@solidjs/router";
import { createSignal, For, Show } from "solid-js";
import type { MediaCard } from "../../api/types";
import { titlePath } from "../../lib/pagePaths";
import { TitleSearchField } from "../../shared/TitleSearchField";
import { SmallPoster } from "../../ui/poster/SmallPoster";

/** The opposite question: why a title is not on the list, which its page answers. */
export function WhyNotSearch() {
  const [found, setFound] = createSignal<readonly MediaCard[] | null>(null);
  let results!: HTMLUListElement;

  return (
    <section
      class="section rounded-card bg-surface-1 p-6 hairline phone:p-5"
      aria-labelledby="why-not"
    >
      <div class="flex flex-wrap items-center justify-between gap-x-8 gap-y-4">
        <div>
          <h2 id="why-not" class="text-17">
            Do you miss a title?
          </h2>
          <p class="mt-1 text-14 text-muted">Ask why it is not recommended to you.</p>
        </div>
        <div class="w-[360px] phone:w-full">
          <TitleSearchField
            placeholder="Type a title, or paste a link"
            label="Ask why a title is not recommended"
            kinds="all"
            onFound={setFound}
            onAccept={() => results.querySelector("a")?.click()}
          />
        </div>
      </div>
      <p class="sr-only" role="status">
        {found()?.length === 0 ? "Nothing found" : ""}
      </p>
      <ul ref={results} class="mt-4 grid gap-1 empty:hidden sm:grid-cols-2">
        <For each={found()}>
          {(media) => (
            <li>
              <A
                href={`${titlePath(media)}?why=1`}
                class="flex items-center gap-3 rounded-control px-3 py-2 text-15 hover:bg-fill"
              >
                <SmallPoster media={media} />
                <span class="min-w-0">
                  <span class="block truncate font-strong">{media.title}</span>
                  <span class="text-13 text-muted">{media.year}</span>
                </span>
              </A>
            </li>
          )}
        </For>
      </ul>
      <Show when={found()?.length === 0}>
        <p class="text-14 text-muted">Nothing of that name is in the catalogue.</p>
      </Show>
    </section>
  );
}
