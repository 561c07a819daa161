import { A, revalidate } from "@solidjs/router";
import { createEffect, createMemo, For, on, onCleanup, Show } from "solid-js";
import type { DownloadJob } from "../../api/types";
import { formatSpeed } from "../../lib/formatRates";
import { nameOf } from "../../shared/downloads/jobName";
import { isOpen, hasProblem } from "../../shared/downloads/jobState";
import { statusSentence } from "../../shared/downloads/jobStatusText";
import { createLiveDownloads } from "../../shared/downloads/liveDownloads";
import { totalSpeed } from "../../shared/downloads/speedHistory";
import { dashboardQuery } from "../../shared/dashboardQuery";
import { Artwork } from "../../ui/poster/Artwork";
import { ProgressBar } from "../../ui/ProgressBar";
import { SectionHeading } from "../../ui/Rail";
import { MAX_SHOWN } from "./DownloadsSkeleton";

/** Delays of the refetches after a download completes: its import takes a moment. */
const REFRESH_DELAYS_MS = [500, 4_000, 12_000];

interface ActiveDownloadsProps {
  /** Initial data from the dashboard; later data is polled. */
  jobs: readonly DownloadJob[];
}

/** Active downloads as sentences, updated live. */
export default function ActiveDownloads(props: ActiveDownloadsProps) {
  const live = createLiveDownloads({ filter: () => ({ scope: "mine" }), limit: 20 });
  const jobs = createMemo(() => {
    const open = live.isLoaded() ? live.jobs.filter(isOpen) : props.jobs;
    return open.toSorted((a, b) => orderOf(a) - orderOf(b));
  });
  refreshWhenOneCompletes(() => jobs());

  return (
    <Show when={jobs().length > 0}>
      <section class="section" aria-label="Downloading">
        <SectionHeading
          title="Downloading"
          href="/app/downloads"
          end={
            <Show when={totalSpeed(jobs()) > 0}>
              <span class="text-14 text-muted tabular-nums">{formatSpeed(totalSpeed(jobs()))}</span>
            </Show>
          }
        />
        <ul class="grid grid-cols-3 gap-6 max-lg:grid-cols-1">
          <For each={jobs().slice(0, MAX_SHOWN)}>{(job) => <DownloadCard job={job} />}</For>
        </ul>
      </section>
    </Show>
  );
}

const ORDER: Partial<Record<DownloadJob["status"], number>> = {
  downloading: 0,
  preparing: 1,
  stalled: 2,
  retrying: 3,
};

/** Running jobs first, then queued ones in order, then paused ones. */
function orderOf(job: DownloadJob): number {
  if (job.isPaused) return 10_000;
  return ORDER[job.status] ?? 100 + (job.queuePosition ?? 0);
}

/** A completed download changes the other rails of the page. */
function refreshWhenOneCompletes(jobs: () => readonly DownloadJob[]): void {
  const timers = new Set<number>();
  onCleanup(() => timers.forEach((timer) => clearTimeout(timer)));
  createEffect(
    on(
      () => new Set(jobs().map((job) => job.id)),
      (now, before) => {
        const hasLeft = before !== undefined && [...before].some((id) => !now.has(id));
        if (!hasLeft) return;
        for (const wait of REFRESH_DELAYS_MS) {
          timers.add(window.setTimeout(() => void revalidate(dashboardQuery.key), wait));
        }
      },
    ),
  );
}

function DownloadCard(props: { job: DownloadJob }) {
  const title = () => nameOf(props.job);
  return (
    <li>
      <A
        href={`/app/downloads?job=${props.job.id}`}
        class="flex items-center gap-4 rounded-control"
      >
        <span class="h-[84px] w-14 flex-none overflow-hidden rounded-[9px]">
          <Artwork
            title={title()}
            year={null}
            genres={[]}
            src={props.job.posterUrl}
            kind="poster"
            alt=""
          />
        </span>
        <span class="grid min-w-0 flex-1 gap-[3px] text-13">
          <b class="truncate text-15 font-strong tracking-[-.01em]">{title()}</b>
          <span class="truncate text-muted tabular-nums">
            {statusSentence(props.job, new Date())}
          </span>
          <ProgressBar
            class="mt-[9px]"
            percent={props.job.progressPercent}
            tone={hasProblem(props.job) ? "warn" : "accent"}
            label={`Progress of ${title()}`}
          />
        </span>
        <span class="-mb-0.5 self-end text-22 font-light tracking-[-.03em] text-muted tabular-nums">
          {Math.floor(props.job.progressPercent)}%
        </span>
      </A>
    </li>
  );
}
