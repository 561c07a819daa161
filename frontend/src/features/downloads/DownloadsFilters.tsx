import { createAsyncStore } from "@solidjs/router";
import Search from "lucide-solid/icons/search";
import { createSignal, For, onCleanup, Show } from "solid-js";
import { user } from "../../api/signedInUser";
import type { DownloadStats } from "../../api/types";
import { categoriesQuery } from "../../shared/downloads/destinations";
import { Chip } from "../../ui/Chip";
import { countOf, STATES, type JobFilters } from "./jobFilters";

const DEBOUNCE_MS = 250;

interface DownloadsFiltersProps {
  filters: JobFilters;
  stats: DownloadStats | undefined;
}

/** Filters of the list: state, user and title. */
export function DownloadsFilters(props: DownloadsFiltersProps) {
  const categories = createAsyncStore(() => categoriesQuery().catch(() => []), {
    initialValue: [],
  });
  const filter = () => props.filters.filter();
  /** A state without jobs is offered only while it is selected. */
  const states = () =>
    STATES.filter(({ state }) => countOf(props.stats, state) > 0 || filter().state === state);

  return (
    <div class="relative mt-5 flex items-center gap-2 overflow-x-auto py-1 [mask-image:linear-gradient(90deg,#000_calc(100%-32px),transparent)] [scrollbar-width:none] pr-8 phone:-mx-(--gutter) phone:px-(--gutter)">
      <SearchField filters={props.filters} />
      <Show when={user()?.role === "admin"}>
        <Chip
          class="h-8! px-3! text-13!"
          on={filter().scope === "all"}
          onClick={() =>
            props.filters.change({ whose: filter().scope === "all" ? undefined : "all" })
          }
        >
          All users
        </Chip>
      </Show>
      <div class="flex flex-none gap-2" role="group" aria-label="Status and category">
        <For each={states()}>
          {({ state, label }) => (
            <Chip
              class="h-8! px-3! text-13!"
              on={filter().state === state}
              onClick={() =>
                props.filters.change({ state: filter().state === state ? undefined : state })
              }
            >
              {label}
              <Show when={props.stats}>
                <span class="text-12 tabular-nums">{countOf(props.stats, state)}</span>
              </Show>
            </Chip>
          )}
        </For>
        <For each={categories.latest}>
          {(category) => (
            <Chip
              class="h-8! px-3! text-13!"
              on={filter().category === category.id}
              onClick={() =>
                props.filters.change({
                  category: filter().category === category.id ? undefined : category.id,
                })
              }
            >
              {category.name}
            </Chip>
          )}
        </For>
      </div>
    </div>
  );
}

function SearchField(props: { filters: JobFilters }) {
  // eslint-disable-next-line solid/reactivity -- initial value from the URL; then the field leads
  const [text, setText] = createSignal(props.filters.filter().q ?? "");
  let timer = 0;
  onCleanup(() => clearTimeout(timer));

  return (
    <label class="flex h-8 w-32 flex-none pointer-coarse:h-11 items-center gap-2 rounded-pill px-3 text-13 text-muted hairline focus-within:shadow-[inset_0_0_0_1.5px_var(--accent)]">
      <Search class="size-3.5 flex-none" aria-hidden="true" />
      <input
        type="search"
        class="min-w-0 flex-1 bg-transparent text-ink outline-none placeholder:text-muted [&::-webkit-search-cancel-button]:hidden"
        placeholder="Search"
        aria-label="Search downloads by title"
        value={text()}
        onInput={(event) => {
          const value = event.currentTarget.value;
          setText(value);
          clearTimeout(timer);
          timer = window.setTimeout(
            // eslint-disable-next-line solid/reactivity -- called in an event handler
            () => props.filters.change({ q: value.trim() || undefined }),
            DEBOUNCE_MS,
          );
        }}
      />
    </label>
  );
}
