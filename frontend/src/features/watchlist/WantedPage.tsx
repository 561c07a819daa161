import { createAsyncStore, useSearchParams } from "@solidjs/router";
import { For, Show } from "solid-js";
import type { WantedCounts, WantedKind } from "../../api/types";
import { pageTitle } from "../../lib/pageTitle";
import { wantedCountsQuery } from "../../shared/queries";
import { WatchlistTabs } from "../../shared/watchlist/WatchlistTabs";
import { PageHeader } from "../../ui/PageHeader";
import { SegmentedControl } from "../../ui/RadioGroup";
import { WantedMovies } from "./WantedMovies";
import { WantedShows } from "./WantedShows";

const KINDS: readonly { value: WantedKind; label: string }[] = [
  { value: "movie", label: "Movies" },
  { value: "show", label: "Shows" },
];

const NUMBERS: readonly { label: string; of: (counts: WantedCounts) => number }[] = [
  { label: "wanted", of: (counts) => counts.movies + counts.episodes },
  { label: "movies", of: (counts) => counts.movies },
  { label: "episodes", of: (counts) => counts.episodes },
  { label: "upcoming", of: (counts) => counts.upcoming },
];

/** What the library is to get: films, and episodes by show and season. */
export default function WantedPage() {
  const [search, setSearch] = useSearchParams<{ kind?: string }>();
  const kind = (): WantedKind => (search.kind === "shows" ? "show" : "movie");
  const counts = createAsyncStore(() => wantedCountsQuery().catch(() => undefined));
  const isEmpty = () => counts.latest && counts.latest.movies + counts.latest.episodes === 0;
  pageTitle(() => "Wanted");

  return (
    <div class="page page-top">
      <PageHeader title="Wanted" class="mb-3! phone:mb-2!" />
      <WatchlistTabs />
      <Show when={!isEmpty()}>
        <dl class="mb-7 flex min-h-[68px] flex-wrap gap-x-11 gap-y-3 phone:gap-x-8">
          <Show when={counts.latest}>
            {(found) => (
              <For each={NUMBERS}>
                {(number) => (
                  <div class="flex flex-col-reverse">
                    <dt class="text-13 text-muted">{number.label}</dt>
                    <dd class="text-40 leading-[1.1] font-light tracking-[-.04em] tabular-nums phone:text-32">
                      {number.of(found())}
                    </dd>
                  </div>
                )}
              </For>
            )}
          </Show>
        </dl>
      </Show>
      <SegmentedControl
        class="mb-6"
        label="Kind"
        options={KINDS}
        value={kind()}
        onChange={(next) =>
          setSearch({ kind: next === "show" ? "shows" : undefined }, { replace: true })
        }
      />
      <Show when={kind() === "show"} fallback={<WantedMovies />}>
        <WantedShows />
      </Show>
    </div>
  );
}
