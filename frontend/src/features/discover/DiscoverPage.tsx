import { createAsyncStore, revalidate } from "@solidjs/router";
import { createEffect, createSignal, For, Show, Suspense } from "solid-js";
import { listDiscoverItems } from "../../api/discover";
import type { Discover } from "../../api/types";
import { createPagedList, PAGE_SIZE } from "../../lib/pagedList";
import { pageTitle } from "../../lib/pageTitle";
import { collectionsQuery } from "../../shared/titles/catalogQueries";
import { CollectionRail } from "../../shared/titles/CollectionCard";
import { FilterBar } from "../../shared/titles/FilterBar";
import { FilteredTitles } from "../../shared/titles/FilteredTitles";
import {
  filterKey,
  isFiltered,
  filterQuery,
  NO_FILTERS,
  totalText,
} from "../../shared/titles/filters";
import { MediaRail } from "../../shared/titles/MediaRail";
import { typeOf } from "../../shared/titles/MediaTypeTabs";
import { useFilters, type UrlFilters } from "../../shared/titles/urlFilters";
import { ButtonLink } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { FailedState } from "../../ui/FailedState";
import { PageHeader } from "../../ui/PageHeader";
import { BillboardSkeleton, RailSkeleton } from "../../ui/Skeleton";
import { AllTitles } from "./AllTitles";
import { ageText, discoverQuery, headliners } from "./discover";
import { FeaturedBillboard } from "./FeaturedBillboard";

/** Sections with a ranking, shown with rank numerals. */
const RANKED: readonly string[] = ["trending", "popular"];
/** Collections follow after this many rails. */
const COLLECTIONS_AFTER = 2;
const MAX_COLLECTIONS = 12;

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
            {(found) => <FeaturedBillboard turns={headliners(found().page ?? NOTHING)} />}
          </Show>
        </Suspense>
      </Show>
      {/* On phones the kinds are the first row of the page. */}
      <div class="page phone:[&_[data-kind]]:hidden">
        <FilterBar {...address} all="For you" totalText={filtered() ? countText() : ""} />
        <Show when={!filtered()} fallback={<Filtered {...address} onCountText={setCountText} />}>
          <Suspense fallback={<RailsSkeleton />}>
            <Show when={discover()} fallback={<RailsSkeleton />}>
              {(found) => (
                <Show when={found().page} fallback={<Failed error={found().error} />}>
                  {(page) => (
                    <>
                      <Sections discover={page()} />
                      <Show when={page().sections.length > 0}>
                        <AllTitles />
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
  error: unknown;
}

/** The rails, or the error; not needed for a filtered page. */
async function read(isFilteredNow: boolean): Promise<Read | undefined> {
  if (isFilteredNow) return undefined;
  try {
    return { page: await discoverQuery(), error: null };
  } catch (error) {
    return { page: null, error };
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

function Filtered(props: UrlFilters & { onCountText: (text: string) => void }) {
  const pages = createPagedList(
    () => `discover:${filterKey(props.filters())}`,
    (page, signal) =>
      listDiscoverItems(
        {
          ...filterQuery(props.filters()),
          mediaType: typeOf(props.filters().kind),
          page,
          pageSize: PAGE_SIZE,
        },
        signal,
      ),
  );
  createEffect(() =>
    props.onCountText(pages.total() > 0 ? totalText(pages.total(), "title", props.filters()) : ""),
  );
  return (
    <FilteredTitles
      pages={pages}
      filters={props.filters()}
      onClear={() => props.change(NO_FILTERS)}
      noun="title"
      empty="There is nothing to discover yet."
    />
  );
}

function Sections(props: { discover: Discover }) {
  const collections = createAsyncStore(() => collectionsQuery(MAX_COLLECTIONS));
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
            {/* Reserve the space: late content would cause a layout shift. */}
            <Show when={collections.latest} fallback={<RailSkeleton kind="still" />}>
              {(found) => <CollectionRail collections={found()} />}
            </Show>
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
