import ArrowDown from "lucide-solid/icons/arrow-down";
import ArrowUp from "lucide-solid/icons/arrow-up";
import Lock from "lucide-solid/icons/lock";
import { For, Show } from "solid-js";
import type { DownloadDetails, DownloadJob, DownloadPeer, DownloadTracker } from "../../api/types";
import { pluralize, formatDuration } from "../../lib/format";
import { formatSpeed } from "../../lib/formatRates";

interface PeersTabProps {
  job: DownloadJob;
  details: DownloadDetails | null;
}

/** Peers and trackers of a torrent. */
export function PeersTab(props: PeersTabProps) {
  const peers = () =>
    (props.details?.peers ?? []).toSorted(
      (a, b) => b.downloadBytesPerS + b.uploadBytesPerS - (a.downloadBytesPerS + a.uploadBytesPerS),
    );
  const trackers = () => props.details?.trackers ?? [];

  return (
    <div class="grid gap-6">
      <section>
        <p class="mb-2 text-13 text-muted tabular-nums">{summaryOf(props.job)}</p>
        <ul class="grid gap-1">
          <For
            each={peers()}
            fallback={<li class="text-14 text-muted">{noPeersText(props.job, props.details)}</li>}
          >
            {(peer) => <PeerRow peer={peer} />}
          </For>
        </ul>
      </section>
      <Show when={trackers().length > 0}>
        <section>
          <h3 class="mb-2 text-13 font-strong">Trackers</h3>
          <ul class="grid gap-3">
            <For each={trackers()}>{(tracker) => <TrackerRow tracker={tracker} />}</For>
          </ul>
        </section>
      </Show>
    </div>
  );
}

function summaryOf(job: DownloadJob): string {
  const parts = [
    `${pluralize(job.peers, "peer")} connected`,
    job.seeds > 0 ? pluralize(job.seeds, "seed") : null,
    job.peersKnown > job.peers ? `${job.peersKnown} known` : null,
  ];
  return parts.filter((part) => part !== null).join(", ");
}

function noPeersText(job: DownloadJob, details: DownloadDetails | null): string {
  if (details === null) return "Loading…";
  return job.hasWorker ? "No peers connected." : "No worker is active on this download.";
}

function PeerRow(props: { peer: DownloadPeer }) {
  return (
    <li class="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-3 py-1.5 text-13">
      <span class="flex min-w-0 items-center gap-1.5">
        <span class="truncate font-medium">{props.peer.client || "Unknown client"}</span>
        <Show when={props.peer.isEncrypted}>
          <Lock class="size-3 flex-none text-muted" aria-label="encrypted" />
        </Show>
      </span>
      <span class="flex gap-3 text-12 text-muted tabular-nums [&_svg]:inline [&_svg]:size-3">
        <Show when={props.peer.downloadBytesPerS > 0}>
          <span class="text-accent-text">
            <ArrowDown aria-label="download" /> {formatSpeed(props.peer.downloadBytesPerS)}
          </span>
        </Show>
        <Show when={props.peer.uploadBytesPerS > 0}>
          <span>
            <ArrowUp aria-label="upload" /> {formatSpeed(props.peer.uploadBytesPerS)}
          </span>
        </Show>
      </span>
      <span class="truncate text-12 text-muted">
        {[props.peer.address, props.peer.isIncoming ? "incoming" : null]
          .filter(Boolean)
          .join(" · ")}
      </span>
      <span class="text-right text-12 text-muted tabular-nums">
        {props.peer.isSeed ? "seed" : `${props.peer.progressPercent}%`}
      </span>
    </li>
  );
}

const TRACKER_STATUS: Partial<Record<string, string>> = {
  working: "Working",
  updating: "Announcing",
  failed: "Not responding",
  waiting: "Not contacted yet",
};

function TrackerRow(props: { tracker: DownloadTracker }) {
  const isBad = () => props.tracker.status === "failed";
  const facts = () =>
    [
      TRACKER_STATUS[props.tracker.status] ?? props.tracker.status,
      props.tracker.peers === null ? null : pluralize(props.tracker.peers, "peer"),
      props.tracker.nextAnnounceS === null
        ? null
        : `next announce in ${formatDuration(props.tracker.nextAnnounceS)}`,
    ].filter((part) => part !== null);
  return (
    <li class="text-13">
      <p class="[overflow-wrap:anywhere]">{props.tracker.url}</p>
      <p class="mt-0.5 text-12 text-muted tabular-nums" classList={{ "text-warn!": isBad() }}>
        {facts().join(" · ")}
        <Show when={isBad() && props.tracker.message}>: {props.tracker.message}</Show>
      </p>
    </li>
  );
}
