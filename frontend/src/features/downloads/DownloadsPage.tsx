import { createEffect, createMemo, createSignal, on, Show, untrack } from "solid-js";
import { getDownloadStats } from "../../api/downloads";
import type { DownloadJob, DownloadStats } from "../../api/types";
import { runWhileVisible } from "../../lib/intervalWhileVisible";
import { createMediaQuery } from "../../lib/mediaQuery";
import { pageTitle } from "../../lib/pageTitle";
import { AddDownloadField } from "../../shared/downloads/AddDownloadField";
import { createLiveDownloads } from "../../shared/downloads/liveDownloads";
import { recordSpeeds } from "../../shared/downloads/speedHistory";
import { Button } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { FailedState } from "../../ui/FailedState";
import { BulkActionBar } from "./BulkActionBar";
import { DownloadPanel, WIDE_ENOUGH_FOR_PANEL } from "./DownloadPanel";
import { DownloadsFilters } from "./DownloadsFilters";
import { DownloadsHeader } from "./DownloadsHeader";
import { DownloadsList } from "./DownloadsList";
import { DownloadsSkeleton, ListSkeleton } from "./DownloadsSkeleton";
import { createJobActions } from "./jobActions";
import type { JobListContext } from "./JobCard";
import { countOfAll, createJobFilters } from "./jobFilters";
import { groupJobs, displayOrder } from "./jobGroups";
import { createPanelJob } from "./panelJob";
import { registerPageKeys } from "./downloadShortcuts";
import { createSelection } from "./bulkSelection";
import { createShareTarget } from "./shareTarget";

const TICK_MS = 1_000;

/** Free space and filter counts change slowly. */
const STATS_MS = 8_000;

export default function DownloadsPage() {
  pageTitle(() => "Downloads");
  const filters = createJobFilters();
  const [stats, setStats] = createSignal<DownloadStats>();
  const refreshStats = async () => {
    const found = await getDownloadStats(filters.filter().scope).catch(() => undefined);
    if (found) setStats(found);
  };
  const live = createLiveDownloads({ filter: () => filters.filter(), onUpdate: recordSpeeds });
  const [now, setNow] = createSignal(new Date());
  runWhileVisible(TICK_MS, () => setNow(new Date()));
  runWhileVisible(STATS_MS, () => void refreshStats());
  // Refetch the counts when the number of jobs per state or user has changed.
  const standing = createMemo(() => {
    live.revision();
    return untrack(() => countsOf(live.jobs));
  });
  createEffect(on([standing, () => filters.filter().scope], () => void refreshStats()));

  const today = createMemo(() => now().toDateString());
  // Recompute after changes and at midnight, not with every tick.
  const groups = createMemo(() => {
    live.revision();
    today();
    return untrack(() => groupJobs(live.jobs, now()));
  });
  const underWay = createMemo(() => {
    const { now, waiting, paused } = groups();
    return [...now, ...waiting, ...paused];
  });
  const order = createMemo(() => {
    const all = displayOrder(groups());
    return untrack(() => all.map((job) => job.id));
  });
  const list: JobListContext = {
    now,
    statusContext: () => ({
      freeBytes: stats()?.freeBytes ?? null,
      hasNoWorker: stats()?.workers === 0,
    }),
    openJobId: () => filters.openJobId(),
    toggleDetails: (id) => filters.setOpenJobId(id === filters.openJobId() ? undefined : id),
    selection: createSelection(() => order()),
    actions: createJobActions(live),
  };
  registerPageKeys({
    list,
    jobs: () => live.jobs,
    onEscape: () => {
      if (list.selection.isOn()) list.selection.clear();
      else filters.setOpenJobId(undefined);
    },
  });

  const opened = createPanelJob(
    () => filters.openJobId(),
    (id) => {
      live.revision();
      return untrack(() => live.jobs.find((job) => job.id === id));
    },
  );
  const takeShared = createShareTarget();
  const besideList = createMediaQuery(WIDE_ENOUGH_FOR_PANEL);
  const isEmpty = () => live.jobs.length === 0;
  const hasAny = () => {
    const now = stats();
    return !isEmpty() || filters.isNarrowed() || (now !== undefined && countOfAll(now) > 0);
  };

  return (
    <Show
      when={live.isLoaded() || stats() || !live.error()}
      fallback={
        <div class="page page-top">
          <h1 class="sr-only">Downloads</h1>
          <FailedState
            text="Your downloads did not load."
            error={live.error()}
            onRetry={() => void live.refresh()}
          />
        </div>
      }
    >
      <Show
        when={live.isLoaded() || filters.isNarrowed() || stats()}
        fallback={<DownloadsSkeleton />}
      >
        <div class="page flex items-start gap-8 page-top">
          <div class="min-w-0 flex-1">
            <DownloadsHeader
              jobs={underWay()}
              stats={stats()}
              now={now()}
              isKnown={live.isLoaded() || stats() !== undefined}
              isNarrowed={filters.isNarrowed()}
              isOld={live.isStale()}
            />
            <AddDownloadField
              class="mt-7"
              ref={(adding) => queueMicrotask(() => takeShared(adding))}
              onAdded={(job) => {
                live.upsert([job]);
                // Where the panel would cover the list, the toast is enough.
                if (besideList()) filters.setOpenJobId(job.id);
              }}
            />
            <Show when={hasAny()}>
              <DownloadsFilters filters={filters} stats={stats()} />
            </Show>
            <Show when={stats()?.workers === 0}>
              <NoWorker />
            </Show>
            <Show when={live.isLoaded()} fallback={<ListSkeleton />}>
              <Show
                when={!isEmpty()}
                fallback={
                  <EmptyList isNarrowed={filters.isNarrowed()} onClear={() => filters.clear()} />
                }
              >
                <DownloadsList
                  groups={groups()}
                  list={list}
                  canOrder={!filters.isNarrowed() && filters.filter().scope === "mine"}
                  count={live.jobs.length}
                  hasMore={live.hasMore()}
                  onNearEnd={() => void live.loadMore()}
                />
              </Show>
            </Show>
          </div>
          <Show when={opened()}>
            {(job) => (
              <DownloadPanel
                job={job()}
                list={list}
                onClose={() => filters.setOpenJobId(undefined)}
              />
            )}
          </Show>
          <BulkActionBar jobs={live.jobs} selection={list.selection} actions={list.actions} />
        </div>
      </Show>
    </Show>
  );
}

/** `completed 12, downloading 1`: the number of jobs per state. */
function countsOf(jobs: readonly DownloadJob[]): string {
  const counts = new Map<string, number>();
  for (const job of jobs) {
    const key = job.isPaused ? `${job.status} paused` : job.status;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts]
    .map(([key, count]) => `${key} ${count}`)
    .toSorted()
    .join();
}

function NoWorker() {
  return (
    <p class="mt-5 rounded-card bg-warn/10 px-5 py-4 text-14" role="status">
      <b class="font-strong text-warn">No worker is running, so nothing downloads.</b>{" "}
      <span class="text-muted">
        What you add waits in the queue and starts as soon as one is back.
      </span>
    </p>
  );
}

function EmptyList(props: { isNarrowed: boolean; onClear: () => void }) {
  return (
    <Show
      when={props.isNarrowed}
      fallback={
        <EmptyState
          class="mt-8"
          text="No downloads yet. Paste a magnet link or an address above."
        />
      }
    >
      <EmptyState
        class="mt-8"
        text="No downloads match these filters."
        action={
          <Button size="medium" onClick={() => props.onClear()}>
            Clear filters
          </Button>
        }
      />
    </Show>
  );
}
