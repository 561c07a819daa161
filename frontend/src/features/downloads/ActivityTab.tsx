import { createSignal, For, Show } from "solid-js";
import type {
  DownloadDetails,
  DownloadEvent,
  DownloadJob,
  DownloadSettings,
} from "../../api/types";
import { formatBytes } from "../../lib/format";
import { formatMoment } from "../../lib/formatDates";
import { formatSpeed } from "../../lib/formatRates";
import { isTransferring } from "../../shared/downloads/jobState";
import { Skeleton } from "../../ui/Skeleton";
import { createEventLog } from "./jobDetailPolling";
import { factsOf } from "./jobFacts";
import { PieceMap } from "./PieceMap";

interface ActivityTabProps {
  job: DownloadJob;
  now: Date;
  details: DownloadDetails | null;
  settings: DownloadSettings | null;
}

/** Number of events shown before "more". */
const INITIAL_EVENTS = 8;

/** Events, newest first, the piece map and facts. */
export function ActivityTab(props: ActivityTabProps) {
  const story = createEventLog(() => props.job);
  const [isWhole, setWhole] = createSignal(false);
  const newestFirst = () => story.events.toReversed();
  const shown = () => (isWhole() ? newestFirst() : newestFirst().slice(0, INITIAL_EVENTS));
  const more = () => story.events.length - shown().length;
  const pieces = () => props.details?.pieces ?? [];

  return (
    <div class="grid gap-[18px]">
      <Show
        when={story.isLoaded()}
        fallback={
          <Show when={story.failed()} fallback={<ActivitySkeleton />}>
            <p class="text-14 text-muted">The activity cannot be shown just now.</p>
          </Show>
        }
      >
        <div>
          <ol class="grid">
            <For each={shown()} fallback={<li class="text-14 text-muted">No activity yet.</li>}>
              {(event, index) => (
                <EventRow event={event} job={props.job} now={props.now} newest={index() === 0} />
              )}
            </For>
          </ol>
          <Show when={more() > 0}>
            <button
              type="button"
              class="mt-3 ml-6 rounded-chip text-13 text-accent-text"
              onClick={() => setWhole(true)}
            >
              Show {more()} earlier
            </button>
          </Show>
        </div>
      </Show>
      <Show when={pieces().length > 0}>
        <PieceMap pieces={pieces()} />
      </Show>
      <dl class="grid grid-cols-[auto_1fr] gap-x-5 gap-y-[7px] text-13">
        <For each={factsOf(props.job, props.now, props.settings)}>
          {(fact) => (
            <>
              <dt class="text-muted">{fact.name}</dt>
              <dd class="text-right font-book [overflow-wrap:anywhere] tabular-nums">
                {fact.value}
              </dd>
            </>
          )}
        </For>
      </dl>
    </div>
  );
}

interface EventRowProps {
  event: DownloadEvent;
  job: DownloadJob;
  now: Date;
  newest: boolean;
}

function EventRow(props: EventRowProps) {
  const note = () =>
    props.newest && isTransferring(props.job)
      ? `${formatSpeed(props.job.downloadBytesPerS)}, ${props.job.progressPercent}%`
      : noteOf(props.event);
  return (
    <li class="relative grid grid-cols-[1fr_auto] gap-x-3 pb-3.5 pl-6 text-14 leading-[1.35] last:pb-0 not-last:before:absolute not-last:before:top-[18px] not-last:before:-bottom-px not-last:before:left-1 not-last:before:w-px not-last:before:bg-fill-2">
      <i
        class="absolute top-[5px] left-0 size-[9px] rounded-full bg-faint"
        classList={{
          "bg-accent! shadow-[0_0_0_5px_color-mix(in_srgb,var(--accent)_22%,transparent)]":
            props.newest,
        }}
      />
      <b class="font-strong">{(props.event.message || props.event.status).replace(/\.$/, "")}</b>
      <time class="text-12 text-muted tabular-nums" dateTime={props.event.createdAt}>
        {formatMoment(new Date(props.event.createdAt), props.now)}
      </time>
      <Show when={note()}>
        {(note) => <small class="text-13 text-muted tabular-nums">{note()}</small>}
      </Show>
    </li>
  );
}

/** Details of the event, unless its message contains them. */
function noteOf(event: DownloadEvent): string | null {
  const { payload, progressPercent, message } = event;
  const { needed, free } = payload;
  if (typeof needed === "number" && typeof free === "number") {
    return `Needs ${formatBytes(needed)}, ${formatBytes(free)} free`;
  }
  const isTold = message.includes("%") || progressPercent === 100;
  return isTold || progressPercent === 0 ? null : `${progressPercent}% downloaded`;
}

function ActivitySkeleton() {
  return (
    <div class="grid gap-4" aria-hidden="true">
      <For each={["w-2/3", "w-1/2", "w-3/5"]}>{(width) => <Skeleton class={`h-4 ${width}`} />}</For>
    </div>
  );
}
