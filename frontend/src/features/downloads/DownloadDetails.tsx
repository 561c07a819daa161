import { createAsyncStore } from "@solidjs/router";
import RotateCw from "lucide-solid/icons/rotate-cw";
import Trash from "lucide-solid/icons/trash";
import { ErrorBoundary, For, Show, Suspense } from "solid-js";
import type { DownloadEvent, DownloadJob } from "../../api/types";
import { formatBytes, formatLeft, formatMoment, formatRate } from "../../lib/format";
import { playPath } from "../../lib/paths";
import { Button, ButtonLink } from "../../ui/Button";
import { PlayIcon } from "../../ui/PlayIcon";
import { Skeleton } from "../../ui/Skeleton";
import { canAddAgain, storyQuery } from "./downloads";
import { canCancel } from "./words";

interface DownloadDetailsProps {
  job: DownloadJob;
  now: Date;
}

/** A job's story, newest first, and what is known of it. */
export function DownloadDetails(props: DownloadDetailsProps) {
  const story = createAsyncStore(() => storyQuery(props.job.id));

  return (
    <div class="grid gap-6">
      <ErrorBoundary
        fallback={<p class="text-14 text-muted">Its story cannot be shown just now.</p>}
      >
        <Suspense fallback={<StorySkeleton />}>
          <ol class="grid">
            <For
              each={(story() ?? []).toReversed()}
              fallback={<li class="text-14 text-muted">Nothing has happened yet.</li>}
            >
              {(event, index) => <StoryLine event={event} now={props.now} newest={index() === 0} />}
            </For>
          </ol>
        </Suspense>
      </ErrorBoundary>
      <dl class="grid grid-cols-[auto_1fr] gap-x-5 gap-y-[7px] text-13">
        <For each={factsOf(props.job, props.now)}>
          {(fact) => (
            <>
              <dt class="text-muted">{fact.name}</dt>
              <dd class="text-right [overflow-wrap:anywhere] tabular-nums">{fact.value}</dd>
            </>
          )}
        </For>
      </dl>
    </div>
  );
}

function StoryLine(props: { event: DownloadEvent; now: Date; newest: boolean }) {
  return (
    <li class="relative grid grid-cols-[1fr_auto] pb-3.5 pl-6 text-14 leading-[1.35] last:pb-0 not-last:before:absolute not-last:before:top-[18px] not-last:before:-bottom-px not-last:before:left-1 not-last:before:w-px not-last:before:bg-fill-2">
      <i
        class="absolute top-[5px] left-0 size-[9px] rounded-full bg-faint"
        classList={{
          "bg-accent! shadow-[0_0_0_5px_color-mix(in_srgb,var(--accent)_22%,transparent)]":
            props.newest,
        }}
      />
      <b class="font-strong">{props.event.message || props.event.status}</b>
      <time class="text-12 text-muted tabular-nums" dateTime={props.event.createdAt}>
        {formatMoment(new Date(props.event.createdAt), props.now)}
      </time>
      <Show when={shareOf(props.event)}>
        {(percent) => <small class="text-13 text-muted tabular-nums">{percent()} % here</small>}
      </Show>
    </li>
  );
}

/** How much was here then, unless the message has just said so; nothing and all need no number. */
function shareOf(event: DownloadEvent): number | null {
  const { progressPercent, message } = event;
  const isTold = message.includes("%") || progressPercent === 100;
  return isTold || progressPercent === 0 ? null : progressPercent;
}

function StorySkeleton() {
  return (
    <div class="grid gap-4" aria-hidden="true">
      <For each={["w-2/3", "w-1/2", "w-3/5"]}>{(width) => <Skeleton class={`h-4 ${width}`} />}</For>
    </div>
  );
}

interface Fact {
  name: string;
  value: string;
}

const SOURCES: Record<DownloadJob["sourceType"], string> = {
  magnet: "Magnet link",
  torrent: "Torrent file",
  direct: "Address",
  http: "Address",
};

function factsOf(job: DownloadJob, now: Date): Fact[] {
  const left = job.bytesTotal ? job.bytesTotal - job.bytesDownloaded : 0;
  const facts: [string, string | null][] = [
    ["Left", canCancel(job) && left > 0 ? leftWords(left, job.etaSeconds) : null],
    ["Size", job.bytesTotal ? formatBytes(job.bytesTotal) : null],
    ["Speed", job.downloadSpeedMbps ? formatRate(job.downloadSpeedMbps) : null],
    ["Tries", job.retryCount > 0 ? String(job.retryCount + 1) : null],
    ["Added", formatMoment(new Date(job.createdAt), now)],
    [SOURCES[job.sourceType], job.source],
  ];
  return facts.flatMap(([name, value]) => (value === null ? [] : [{ name, value }]));
}

function leftWords(bytes: number, etaSeconds: number | null): string {
  if (etaSeconds === null) return formatBytes(bytes);
  return `${formatBytes(bytes)}, ${formatLeft(etaSeconds).replace(" left", "")}`;
}

interface DownloadActionsProps {
  job: DownloadJob;
  onCancel: (job: DownloadJob) => void;
  onAddAgain: (job: DownloadJob) => void;
}

/** What can be done with it now. */
export function DownloadActions(props: DownloadActionsProps) {
  const over = () => !canCancel(props.job);
  const again = () => over() && props.job.status !== "completed" && canAddAgain(props.job);

  return (
    <>
      <Show when={props.job.libraryItemId}>
        {(item) => (
          <ButtonLink href={playPath(item())} tone="primary" size="medium" class="flex-1">
            <PlayIcon class="size-4" />
            Play
          </ButtonLink>
        )}
      </Show>
      <Show when={again()}>
        <Button size="medium" class="flex-1" onClick={() => props.onAddAgain(props.job)}>
          <RotateCw class="size-4" aria-hidden="true" />
          Try again
        </Button>
      </Show>
      <Show when={!over()}>
        <Button
          size="medium"
          tone="danger"
          class="flex-1"
          onClick={() => props.onCancel(props.job)}
        >
          <Trash class="size-4" aria-hidden="true" />
          Cancel it
        </Button>
      </Show>
    </>
  );
}
