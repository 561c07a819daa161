import { createAsyncStore, revalidate } from "@solidjs/router";
import { createSignal, For, Show, Suspense } from "solid-js";
import { listSpotlightSources } from "../../api/freeSources";
import type { Discover, FreeSource } from "../../api/types";
import { pageTitle } from "../../lib/pageTitle";
import { discoverQuery } from "../../shared/titles/catalogQueries";
import { isFiltered } from "../../shared/titles/titleListFilters";
import { MediaRail } from "../../shared/titles/MediaRail";
import { useFilters } from "../../shared/titles/urlFilters";
import { ButtonLink } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { FailedState } from "../../ui/FailedState";
import { PageHeader } from "../../ui/PageHeader";
import { BillboardSkeleton, RailSkeleton } from "../../ui/Skeleton";
import { ageText, headliners } from "./headliners";
import { FeaturedBillboard } from "./FeaturedBillboard";
import { AllTitlesGrid, DiscoverCollections, FilterBar, FilteredDiscover } from "./lazyParts";

/** Sections with a ranking, shown with rank numerals. */
const RANKED: readonly string[] = ["trending", "popular"];
/** Collections follow after this many rails. */
const COLLECTIONS_AFTER = 2;

/**
 * The discover page: rails or, with filters set, a grid of matching titles. Both share one filter
 * bar, so that its sheet stays open when the first filter is set.
 */
export default function DiscoverPage() {
  const address = useFilters();
  const [countText, setCountText] = createSignal("");
  const filtered = () => isFiltered(address.filters());
  const discover = createAsyncStore(() => read(filtered()));
  pageTitle(() => "Discover");

  return (
    <>
      <Show
        when={!filtered()}
        fallback={
          <div class="page page-top phone:[--kinds:44px]">
            <PageHeader title="Discover" class="mb-5!" />
          </div>
        }
      >
        <h1 class="sr-only">Discover</h1>
        <Suspense fallback={<BillboardSkeleton />}>
          <Show when={discover()} fallback={<BillboardSkeleton />}>
            {(found) => (
              <FeaturedBillboard turns={headliners(found().page ?? NOTHING, found().sources)} />
            )}
          </Show>
        </Suspense>
      </Show>
      {/* On phones the kinds are the first row of the page. */}
      <div class="page phone:[&_[data-kind]]:hidden">
        <FilterBar {...address} all="For you" totalText={filtered() ? countText() : ""} />
        <Show
          when={!filtered()}
          fallback={<FilteredDiscover {...address} onCountText={setCountText} />}
        >
          <Suspense fallback={<RailsSkeleton />}>
            <Show when={discover()} fallback={<RailsSkeleton />}>
              {(found) => (
                <Show when={found().page} fallback={<Failed error={found().error} />}>
                  {(page) => (
                    <>
                      <Sections discover={page()} />
                      <Show when={page().sections.length > 0}>
                        <AllTitlesGrid />
                      </Show>
                    </>
                  )}
                </Show>
              )}
            </Show>
          </Suspense>
        </Show>
      </div>
    </>
  );
}

const NOTHING: Discover = { sections: [] };

interface Read {
  page: Discover | null;
  sources: ReadonlyMap<number, FreeSource>;
  error: unknown;
}

const NO_SOURCES: ReadonlyMap<number, FreeSource> = new Map();

/** The rails, or the error; not needed for a filtered page. */
async function read(isFilteredNow: boolean): Promise<Read | undefined> {
  if (isFilteredNow) return undefined;
  try {
    const [page, sources] = await Promise.all([
      discoverQuery(),
      // The page works without them.
      listSpotlightSources().catch(() => NO_SOURCES),
    ]);
    return { page, sources, error: null };
  } catch (error) {
    return { page: null, sources: NO_SOURCES, error };
  }
}

function Failed(props: { error: unknown }) {
  return (
    <FailedState
      class="mt-6"
      text="Discover did not load."
      error={props.error}
      onRetry={() => void revalidate(discoverQuery.key)}
    />
  );
}

function Sections(props: { discover: Discover }) {
  const now = new Date();
  const last = () => Math.min(COLLECTIONS_AFTER, props.discover.sections.length) - 1;
  return (
    <For each={props.discover.sections} fallback={<NothingYet />}>
      {(section, index) => (
        <>
          <MediaRail
            class={index() === 0 ? "mt-9" : undefined}
            title={section.title}
            href={`/app/discover/${section.slug}`}
            why={ageText(section, now)}
            items={section.items}
            ranked={RANKED.includes(section.slug)}
            eager={index() === 0}
          />
          <Show when={index() === last()}>
            <DiscoverCollections />
          </Show>
        </>
      )}
    </For>
  );
}

function NothingYet() {
  return (
    <EmptyState
      class="mt-9"
      text="There is nothing to discover yet."
      action={
        <ButtonLink href="/app/search" tone="primary" size="medium">
          Search
        </ButtonLink>
      }
    />
  );
}

function RailsSkeleton() {
  return (
    <div role="status" aria-label="Loading" class="overflow-hidden">
      <RailSkeleton />
      <RailSkeleton />
    </div>
  );
}
