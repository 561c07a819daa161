import { createAsyncStore, revalidate } from "@solidjs/router";
import { ErrorBoundary, For, Show, Suspense } from "solid-js";
import { pageTitle } from "../../lib/pageTitle";
import { MediaRail } from "../../media/MediaRail";
import { ButtonLink } from "../../ui/Button";
import { ChipLink, ChipRow } from "../../ui/Chip";
import { EmptyState } from "../../ui/EmptyState";
import { FailedState } from "../../ui/FailedState";
import { BillboardSkeleton, RailSkeleton } from "../../ui/Skeleton";
import { discoverQuery, genresQuery, headliners } from "./discover";
import { Headline } from "./Headline";

/** Sections that are an order, and are shown as one. */
const RANKED: readonly string[] = ["trending", "popular"];

export default function DiscoverPage() {
  const discover = createAsyncStore(() => discoverQuery());
  pageTitle(() => "Discover");

  return (
    <ErrorBoundary
      fallback={(error: unknown, reset) => (
        <div class="page page-top">
          <FailedState
            text="Discover did not load."
            error={error}
            onRetry={() => void revalidate(discoverQuery.key).then(reset)}
          />
        </div>
      )}
    >
      <Suspense fallback={<DiscoverSkeleton />}>
        <Show when={discover()}>
          {(found) => (
            <>
              <h1 class="sr-only">Discover</h1>
              <Headline turns={headliners(found())} />
              <div class="page">
                <Chips />
                <For
                  each={found().sections}
                  fallback={
                    <EmptyState
                      class="mt-9"
                      text="There is nothing to discover yet."
                      action={
                        <ButtonLink href="/app/search" tone="primary" size="medium">
                          Search
                        </ButtonLink>
                      }
                    />
                  }
                >
                  {(section, index) => (
                    <MediaRail
                      class={index() === 0 ? "mt-9" : undefined}
                      title={section.title}
                      href={`/app/discover/${section.slug}`}
                      items={section.items}
                      ranked={RANKED.includes(section.slug)}
                      eager={index() === 0}
                    />
                  )}
                </For>
              </div>
            </>
          )}
        </Show>
      </Suspense>
    </ErrorBoundary>
  );
}

/** Ways in: by kind, by genre. */
function Chips() {
  // Without genres the page is still whole.
  const genres = createAsyncStore(() => genresQuery().catch(() => []), { initialValue: [] });
  return (
    <ChipRow label="Kinds and genres">
      <ChipLink href="/app/discover" on>
        For you
      </ChipLink>
      <ChipLink href="/app/movies">Movies</ChipLink>
      <ChipLink href="/app/shows">Shows</ChipLink>
      <ChipLink href="/app/games">Games</ChipLink>
      <For each={genres.latest}>
        {(genre) => <ChipLink href={`/app/genre/${genre.slug}`}>{genre.name}</ChipLink>}
      </For>
    </ChipRow>
  );
}

function DiscoverSkeleton() {
  return (
    <div role="status" aria-label="Loading">
      <BillboardSkeleton />
      <div class="page overflow-hidden">
        <RailSkeleton />
        <RailSkeleton />
      </div>
    </div>
  );
}
