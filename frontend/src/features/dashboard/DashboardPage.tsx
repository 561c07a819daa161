import { createAsyncStore, revalidate } from "@solidjs/router";
import { ErrorBoundary, For, Show, Suspense } from "solid-js";
import { may } from "../../api/session";
import type { Dashboard } from "../../api/types";
import { pageTitle } from "../../lib/pageTitle";
import { dashboardQuery } from "../../shared/queries";
import { MediaRail } from "../../shared/titles/MediaRail";
import { FailedState } from "../../ui/FailedState";
import { BillboardSkeleton, RailSkeleton } from "../../ui/Skeleton";
import { ActiveDownloads } from "./ActiveDownloads";
import { ContinueRail } from "./ContinueRail";
import { isUnused } from "./continueWatching";
import { FirstSteps } from "./FirstSteps";
import { HeroBillboard } from "./HeroBillboard";
import { RecentlyAdded } from "./RecentlyAdded";
import { Welcome } from "./Welcome";

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

/** Empty rails are not rendered; the first visible one closes the gap to the billboard. */
function DashboardContent(props: { data: Dashboard }) {
  return (
    <>
      <Show when={props.data.hero} fallback={<div class="h-[calc(var(--bar)+28px)]" />}>
        {(hero) => (
          <HeroBillboard
            hero={hero()}
            jobs={props.data.activeDownloads}
            reason={
              isUnused(props.data) && hero().freeSource && may("download")
                ? "Welcome. The first film is on the house."
                : undefined
            }
          />
        )}
      </Show>
      <div class="page [&>:first-child]:mt-0">
        <Show when={isUnused(props.data)}>
          <FirstSteps />
          <Welcome />
        </Show>
        <ContinueRail items={props.data.continueWatching} />
        <ActiveDownloads jobs={props.data.activeDownloads} />
        <RecentlyAdded items={props.data.recentlyAdded} />
        <MediaRail title="Watch later" href="/app/watch-later" items={props.data.watchLater} />
        <For each={props.data.rails}>
          {(rail) => (
            <MediaRail title={rail.title} href={`/app/discover/${rail.slug}`} items={rail.items} />
          )}
        </For>
        <MediaRail
          title="Recently watched"
          href="/app/watched"
          items={props.data.recentlyWatched}
        />
      </div>
    </>
  );
}
