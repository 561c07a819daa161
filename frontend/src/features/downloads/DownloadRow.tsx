import { createMemo, Index, Show } from "solid-js";
import type { DownloadJob } from "../../api/types";
import { formatSpeed } from "../../lib/formatRates";
import { nameOf } from "../../shared/downloads/jobName";
import { isTransferring } from "../../shared/downloads/jobState";
import { statusTextOf, type Emphasis } from "../../shared/downloads/jobStatusText";
import { Sparkline } from "../../ui/Sparkline";
import { JobArtwork } from "./JobArtwork";
import { JobCard, type JobCardProps } from "./JobCard";
import { notesOf } from "./jobNotes";
import { JobProgressBar } from "./JobProgressBar";
import { RowButtons } from "./RowButtons";

const EMPHASIS: Record<Emphasis, string> = {
  plain: "",
  strong: "font-medium whitespace-nowrap text-ink",
  warn: "font-medium text-warn",
  bad: "font-medium text-bad",
};

interface DownloadRowProps extends JobCardProps {
  /** Recent speed samples in bytes per second. */
  speedHistory: readonly number[];
}

/** An active job, over its blurred artwork. */
export function DownloadRow(props: DownloadRowProps) {
  const name = () => nameOf(props.job);
  const flowing = () => isTransferring(props.job);

  return (
    <JobCard
      {...props}
      rounded="rounded-sheet"
      class="grid grid-cols-[72px_minmax(0,1fr)_120px_auto] items-center gap-5 overflow-hidden bg-surface-1 py-4 pr-5 pl-4 hairline phone:grid-cols-[64px_1fr_auto] phone:gap-3.5 phone:p-3.5"
      classList={{
        "shadow-[inset_0_0_0_1px_var(--accent)]!": props.list.openJobId() === props.job.id,
        "shadow-[inset_0_0_0_2px_var(--accent)]!": props.list.selection.has(props.job.id),
      }}
      boxClass="top-[19px] left-[19px] phone:top-4 phone:left-4"
    >
      <BackdropBlur job={props.job} />
      <div
        class="h-[108px] w-[72px] overflow-hidden rounded-control phone:h-24 phone:w-16"
        classList={{ "opacity-60": props.job.isPaused }}
      >
        <JobArtwork job={props.job} kind="poster" />
      </div>
      <div class="min-w-0">
        <h3 class="truncate text-17 tracking-[-.018em]">{name()}</h3>
        <p class="mt-[3px] text-14 text-pretty text-muted">
          <Index each={statusTextOf(props.job, props.list.now(), props.list.statusContext())}>
            {(part) => <span class={EMPHASIS[part().emphasis]}>{part().text} </span>}
          </Index>
        </p>
        <JobProgressBar job={props.job} class="mt-3 mb-[9px]" />
        <p class="flex flex-wrap gap-x-3.5 gap-y-0.5 text-12 text-muted tabular-nums">
          <Index each={notesOf(props.job)}>{(note) => <span>{note()}</span>}</Index>
        </p>
      </div>
      <SpeedSparkline {...props} flowing={flowing()} />
      <div class="grid min-w-[88px] justify-items-end gap-2.5 self-center phone:min-w-0 phone:self-start">
        <Percent job={props.job} />
        <RowButtons {...props} name={name()} />
      </div>
    </JobCard>
  );
}

function SpeedSparkline(props: DownloadRowProps & { flowing: boolean }) {
  const isShown = () => props.speedHistory.some((rate) => rate > 0);
  return (
    <div
      class="grid justify-items-end gap-1 text-12 text-muted tabular-nums phone:hidden"
      classList={{ "opacity-45": !props.flowing }}
    >
      <Show when={isShown()}>
        <Sparkline class="h-10 w-[120px]" values={props.speedHistory} filled={props.flowing} />
        <span>{formatSpeed(props.flowing ? props.job.downloadBytesPerS : 0)}</span>
      </Show>
    </div>
  );
}

/** Hides decreases below five points; a larger one means lost data. */
function Percent(props: { job: DownloadJob }) {
  const percent = createMemo<number>((before) => {
    const now = props.job.progressPercent;
    return now < before && before - now < 5 ? before : now;
  }, 0);
  return (
    <span class="text-32 leading-none font-[250] tracking-[-.05em] tabular-nums phone:text-22">
      {percent()}
      <small class="ml-0.5 text-15 text-muted">%</small>
    </span>
  );
}

function BackdropBlur(props: { job: DownloadJob }) {
  return (
    <div
      class="absolute inset-0 -z-1 opacity-(--card-ground) blur-[26px] saturate-130 [mask-image:linear-gradient(90deg,#000,transparent_75%)]"
      aria-hidden="true"
    >
      <JobArtwork job={props.job} kind="backdrop" />
    </div>
  );
}
