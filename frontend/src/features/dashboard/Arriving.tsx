import { A } from "@solidjs/router";
import { For, Show } from "solid-js";
import type { DownloadJob } from "../../api/types";
import { formatRate } from "../../lib/format";
import { Artwork } from "../../ui/poster/Artwork";
import { ProgressBar } from "../../ui/ProgressBar";
import { SectionHeading } from "../../ui/Rail";
import { arrivalLine, isStuck } from "./arrival";

/** More than this is the downloads page's business. */
const MOST = 3;

/** What is on its way, as sentences. */
export function Arriving(props: { jobs: readonly DownloadJob[] }) {
  const rate = () => props.jobs.reduce((sum, job) => sum + job.downloadSpeedMbps, 0);

  return (
    <Show when={props.jobs.length > 0}>
      <section class="section" aria-label="Arriving">
        <SectionHeading
          title="Arriving"
          href="/app/downloads"
          end={
            <Show when={rate() > 0}>
              <span class="text-14 text-muted tabular-nums">{formatRate(rate())}</span>
            </Show>
          }
        />
        <ul class="grid grid-cols-3 gap-6 max-lg:grid-cols-1">
          <For each={props.jobs.slice(0, MOST)}>{(job) => <Arrival job={job} />}</For>
        </ul>
      </section>
    </Show>
  );
}

function Arrival(props: { job: DownloadJob }) {
  const title = () => props.job.mediaTitle ?? props.job.title;
  return (
    <li>
      <A href="/app/downloads" class="flex items-center gap-4 rounded-control">
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
          <span class="truncate text-muted tabular-nums">{arrivalLine(props.job)}</span>
          <ProgressBar
            class="mt-[9px]"
            percent={props.job.progressPercent}
            tone={isStuck(props.job) ? "warn" : "accent"}
            label={`Fetched of ${title()}`}
          />
        </span>
        <span class="-mb-0.5 self-end text-22 font-light tracking-[-.03em] text-muted tabular-nums">
          {Math.floor(props.job.progressPercent)}%
        </span>
      </A>
    </li>
  );
}
