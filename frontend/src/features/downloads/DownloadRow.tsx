import { A } from "@solidjs/router";
import X from "lucide-solid/icons/x";
import { For, Show } from "solid-js";
import type { DownloadJob } from "../../api/types";
import { formatBytes, formatRate, formatShare } from "../../lib/format";
import { playPath } from "../../lib/paths";
import { IconButton } from "../../ui/IconButton";
import { PlayIcon } from "../../ui/PlayIcon";
import { Artwork } from "../../ui/poster/Artwork";
import { ProgressBar } from "../../ui/ProgressBar";
import { Sparkline } from "../../ui/Sparkline";
import { canCancel, nameOf, wordsOf, type Emphasis } from "./words";

const EMPHASIS: Record<Emphasis, string> = {
  plain: "",
  strong: "font-medium text-ink",
  warn: "font-medium text-warn",
  bad: "font-medium text-bad",
};

interface DownloadRowProps {
  job: DownloadJob;
  /** The moment its sentence is told at. */
  now: Date;
  /** Its rate lately, in megabits a second. */
  course: readonly number[];
  /** Whether its details are open. */
  chosen: boolean;
  onOpen: (id: string) => void;
  onCancel: (job: DownloadJob) => void;
}

/** One job on its way, on a blurred ground of its own artwork. */
export function DownloadRow(props: DownloadRowProps) {
  const name = () => nameOf(props.job);
  const troubled = () => props.job.status === "stalled" || props.job.status === "retrying";
  const moving = () => props.job.status === "downloading";

  return (
    <article
      class="relative isolate mb-2.5 grid grid-cols-[72px_minmax(0,1fr)_120px_auto] items-center gap-5 overflow-hidden rounded-sheet bg-surface-1 py-4 pr-5 pl-4 transition-shadow hairline has-[[data-open]:focus-visible]:outline-2 has-[[data-open]:focus-visible]:outline-offset-3 has-[[data-open]:focus-visible]:outline-accent phone:grid-cols-[64px_1fr_auto] phone:gap-3.5 phone:p-3.5"
      classList={{ "shadow-[inset_0_0_0_1px_var(--accent)]!": props.chosen }}
    >
      <Ground job={props.job} />
      <button
        type="button"
        class="absolute inset-0 z-1 cursor-pointer outline-none"
        aria-label={`${name()}, details`}
        aria-expanded={props.chosen}
        aria-keyshortcuts="Delete"
        data-open
        data-roving-item
        onClick={() => props.onOpen(props.job.id)}
        onKeyDown={(event) => {
          if (event.key === "Delete" && canCancel(props.job)) props.onCancel(props.job);
        }}
      />
      <div class="h-[108px] w-[72px] overflow-hidden rounded-control phone:h-24 phone:w-16">
        <Artwork
          title={name()}
          year={null}
          genres={[]}
          src={props.job.posterUrl}
          kind="poster"
          alt=""
          eager
        />
      </div>
      <div class="min-w-0">
        <h3 class="truncate text-17 tracking-[-.018em]">{name()}</h3>
        <p class="mt-[3px] text-14 text-pretty text-muted">
          <For each={wordsOf(props.job, props.now)}>
            {(words) => <span class={EMPHASIS[words.emphasis]}>{words.text} </span>}
          </For>
        </p>
        <ProgressBar
          class="mt-3 mb-[9px] h-1!"
          percent={props.job.progressPercent}
          tone={troubled() ? "warn" : "accent"}
          label={`${name()}, how much is here`}
        />
        <p class="flex flex-wrap gap-x-3.5 gap-y-0.5 text-12 text-muted tabular-nums">
          <span>{sizeWords(props.job)}</span>
          <Show when={props.job.retryCount > 0}>
            <span>Tried {props.job.retryCount + 1} times</span>
          </Show>
        </p>
      </div>
      <div
        class="grid justify-items-end gap-1 text-12 text-muted tabular-nums phone:hidden"
        classList={{ "opacity-45": !moving() }}
      >
        <Show when={props.course.some((rate) => rate > 0)}>
          <Sparkline class="h-10 w-[120px]" values={props.course} filled={moving()} />
          <span>{formatRate(props.job.downloadSpeedMbps)}</span>
        </Show>
      </div>
      <div class="grid min-w-[88px] justify-items-end gap-2.5 self-center phone:min-w-0 phone:self-start">
        <span class="text-32 leading-none font-[250] tracking-[-.05em] tabular-nums phone:text-22">
          {props.job.progressPercent}
          <small class="ml-0.5 text-15 text-muted">%</small>
        </span>
        <div class="relative z-2 flex gap-2">
          <Show when={props.job.libraryItemId}>
            {(item) => (
              <A
                href={playPath(item())}
                aria-label={`Play ${name()}`}
                title={`Play ${name()}`}
                class="grid size-10 place-items-center rounded-full bg-fill-2 transition-[background-color,transform] press hover:bg-fill-3"
              >
                <PlayIcon class="size-4" />
              </A>
            )}
          </Show>
          <IconButton
            label={`Cancel ${name()}`}
            size="medium"
            class="phone:size-9"
            onClick={() => props.onCancel(props.job)}
          >
            <X />
          </IconButton>
        </div>
      </div>
    </article>
  );
}

function sizeWords(job: DownloadJob): string {
  if (!job.bytesTotal)
    return job.bytesDownloaded > 0 ? formatBytes(job.bytesDownloaded) : "Size not known yet";
  if (job.bytesDownloaded >= job.bytesTotal) return formatBytes(job.bytesTotal);
  return formatShare(job.bytesDownloaded, job.bytesTotal);
}

function Ground(props: { job: DownloadJob }) {
  return (
    <div
      class="absolute inset-0 -z-1 opacity-26 blur-[26px] saturate-130 [mask-image:linear-gradient(90deg,#000,transparent_75%)]"
      aria-hidden="true"
    >
      <Artwork
        title={nameOf(props.job)}
        year={null}
        genres={[]}
        src={props.job.posterUrl}
        kind="backdrop"
        alt=""
        eager
      />
    </div>
  );
}
