import { createMemo, For, Show } from "solid-js";
import type { DownloadJob, DownloadStats } from "../../api/types";
import { numberWord } from "../../lib/format";
import { rateParts } from "../../lib/formatRates";
import { summaryText } from "../../shared/downloads/downloadsSummary";
import { sectionOf, type JobSection } from "../../shared/downloads/jobState";
import { speedHistoryOf, TOTAL, totalSpeed } from "../../shared/downloads/speedHistory";
import { Sparkline } from "../../ui/Sparkline";

interface DownloadsHeaderProps {
  /** Open jobs. */
  jobs: readonly DownloadJob[];
  stats: DownloadStats | undefined;
  now: Date;
  /** Whether the first response has arrived. */
  isKnown: boolean;
  /** The list is filtered: the totals come from the summary. */
  isNarrowed: boolean;
  /** Whether the list could not be refreshed. */
  isOld: boolean;
}

/** The page header: number of downloads, completion time and free space. */
export function DownloadsHeader(props: DownloadsHeaderProps) {
  const standing = createMemo(() => {
    const counts = props.stats?.counts;
    if (props.isNarrowed && counts) {
      return { now: counts.active + counts.stalled, waiting: counts.queued };
    }
    const count = (place: JobSection) =>
      props.jobs.filter((job) => sectionOf(job) === place).length;
    return { now: count("now"), waiting: count("waiting") };
  });
  const underWay = () => standing().now;
  const heading = () => {
    if (!props.isKnown) return "Downloads";
    const { now, waiting } = standing();
    if (now > 0) return `${numberWord(now)} downloading`;
    return waiting > 0 ? `${numberWord(waiting)} queued` : "Nothing downloading";
  };
  const rate = () =>
    props.isNarrowed ? (props.stats?.downloadBytesPerS ?? 0) : totalSpeed(props.jobs);
  const parts = () => rateParts((rate() * 8) / 1e6);
  const hasNoWorker = () => props.stats?.workers === 0;
  const lead = () =>
    props.isKnown
      ? summaryText({
          // Stalled jobs have no estimate.
          jobs: hasNoWorker() ? [] : props.jobs,
          now: props.now,
          isOld: props.isOld,
          freeBytes: props.stats?.freeBytes ?? null,
        })
      : [{ text: "\u00a0", emphasis: "plain" as const }];

  return (
    <header class="flex items-end justify-between gap-6 phone:block">
      <div>
        <h1 class="text-40 tracking-[-.035em] phone:text-32" aria-live="polite">
          {heading()}
        </h1>
        <p class="mt-2 max-w-[60ch] text-17 text-pretty text-muted phone:text-15">
          <For each={lead()}>
            {(part) => (
              <Show when={part.emphasis === "strong"} fallback={part.text}>
                <b class="font-strong text-ink tabular-nums">{part.text}</b>
              </Show>
            )}
          </For>
        </p>
      </div>
      <Show when={underWay() > 0 && !hasNoWorker()}>
        <div class="flex-none text-right phone:mt-5 phone:flex phone:items-center phone:gap-5 phone:text-left">
          <span class="text-40 leading-none font-[250] tracking-[-.05em] tabular-nums">
            {parts()[0]}
            <small class="ml-1.5 text-13 font-normal tracking-normal text-muted">
              {parts()[1]}
            </small>
          </span>
          <Sparkline
            class="mt-2 block h-9 w-[200px] phone:mt-0 phone:min-w-0 phone:flex-1"
            values={speedHistoryOf(TOTAL)}
            label="Download rate over the last two minutes"
            filled
          />
        </div>
      </Show>
    </header>
  );
}
