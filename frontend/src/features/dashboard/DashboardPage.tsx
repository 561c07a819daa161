import { createAsyncStore, revalidate, useSearchParams } from "@solidjs/router";
import SlidersVertical from "lucide-solid/icons/sliders-vertical";
import { createMemo, ErrorBoundary, Show, Suspense } from "solid-js";
import { may, user } from "../../api/signedInUser";
import type { Dashboard, FreeSource } from "../../api/types";
import { pageTitle } from "../../lib/pageTitle";
import { dashboardQuery } from "../../shared/dashboardQuery";
import { Button } from "../../ui/Button";
import { FailedState } from "../../ui/FailedState";
import { lazyOverlay } from "../../ui/lazyOverlay";
import { lazyPart } from "../../ui/lazyPart";
import { BillboardSkeleton, RailSkeleton } from "../../ui/Skeleton";
import { FreeFilmHero } from "./FreeFilmHero";
import { HeroBillboard } from "./HeroBillboard";
import { HomeParts } from "./HomeParts";

// Few edit their home, and only now and then.
const HomeEditor = lazyOverlay(() => import("./HomeEditor"));
const NewServerStart = lazyPart(() => import("./NewServerStart"), {
  // As tall as what comes: the rails below it stay where they are.
  skeleton: () => (
    <div
      class={user()?.role === "admin" ? "h-[218px] max-lg:h-[499px]" : "h-[88px] phone:h-[205px]"}
    />
  ),
});
const TogetherNow = lazyPart(() => import("../../shared/watchTogether/TogetherNow"), {
  isOptional: true,
});

/** Whether there is no history, saved title or download yet. */
function isUnused(dashboard: Dashboard): boolean {
  return (
    dashboard.continueWatching.length === 0 &&
    dashboard.watchLater.length === 0 &&
    dashboard.recentlyWatched.length === 0 &&
    dashboard.recentlyAdded.length === 0 &&
    dashboard.activeDownloads.length === 0
  );
}

export default function DashboardPage() {
  const dashboard = createAsyncStore(() => dashboardQuery());
  pageTitle(() => "Home");

  return (
    <>
      <h1 class="sr-only">Home</h1>
      <ErrorBoundary
        fallback={(error: unknown, reset) => (
          <div class="page page-top">
            <FailedState
              text="Home did not load."
              error={error}
              onRetry={() => void revalidate(dashboardQuery.key).then(reset)}
            />
          </div>
        )}
      >
        <Suspense fallback={<DashboardSkeleton />}>
          <Show when={dashboard()}>{(data) => <DashboardContent data={data()} />}</Show>
        </Suspense>
      </ErrorBoundary>
    </>
  );
}

function DashboardSkeleton() {
  return (
    <div role="status" aria-label="Loading">
      <BillboardSkeleton />
      <div class="page overflow-hidden">
        <div class="-mt-(--section)">
          <RailSkeleton kind="still" />
        </div>
        <RailSkeleton />
      </div>
    </div>
  );
}

interface FreeTitle {
  mediaId: number;
  source: FreeSource;
}

/** Empty rails are not rendered; the first visible one closes the gap to the billboard. */
function DashboardContent(props: { data: Dashboard }) {
  const [search, setSearch] = useSearchParams<{ edit?: string }>();
  // Kept once the file is there: the focus goes from the button on to Play of the same billboard.
  const free = createMemo<FreeTitle | null>((before) => {
    const { hero } = props.data;
    if (!hero || !may("download")) return null;
    const { media, freeSource } = hero;
    if (freeSource) return { mediaId: media.id, source: freeSource };
    return before?.mediaId === media.id ? before : null;
  }, null);
  return (
    <>
      <Show when={props.data.hero} fallback={<div class="h-[calc(var(--bar)+28px)]" />}>
        {(hero) => (
          <Show when={free()} fallback={<HeroBillboard hero={hero()} />}>
            {(known) => (
              <FreeFilmHero
                hero={hero()}
                source={known().source}
                jobs={props.data.activeDownloads}
                isFirst={isUnused(props.data)}
              />
            )}
          </Show>
        )}
      </Show>
      <div class="page [&>:first-child]:mt-0">
        <TogetherNow />
        <Show when={isUnused(props.data)}>
          <NewServerStart />
        </Show>
        <HomeParts data={props.data} />
        <p class="section flex justify-center">
          <Button tone="ghost" size="small" onClick={() => setSearch({ edit: "1" })}>
            <SlidersVertical class="size-4" aria-hidden="true" />
            Edit home
          </Button>
        </p>
        <Show when={search.edit !== undefined}>
          <HomeEditor
            open
            onClose={() => setSearch({ edit: undefined })}
            parts={props.data.parts}
          />
        </Show>
      </div>
    </>
  );
}
