import X from "lucide-solid/icons/x";
import { createSignal, For, onCleanup, Show } from "solid-js";
import type { PlayTicket } from "../../api/types";
import { IconButton } from "../../ui/IconButton";
import type { MediaElement } from "./mediaElement";
import { bufferAhead, renditionOf } from "./playbackStatistics";

const KINDS: Record<PlayTicket["kind"], string> = {
  direct: "The file as it is",
  remux: "Another container",
  audio: "Audio converted",
  transcode: "Picture converted",
};
const EVERY_MS = 1_000;

interface StatisticsCardProps {
  media: MediaElement;
  ticket: PlayTicket;
  bandwidth: () => number | undefined;
  onClose: () => void;
}

/** How the file is played, and how well. */
export function StatisticsCard(props: StatisticsCardProps) {
  const read = (): [string, string][] => {
    const video = props.media.video();
    if (!video) return [];
    const { totalVideoFrames, droppedVideoFrames } = video.getVideoPlaybackQuality();
    const track = props.ticket.audioTracks.find((each) => each.index === props.ticket.audioIndex);
    const bits = props.bandwidth();
    return [
      ["Playback", KINDS[props.ticket.kind]],
      ["Resolution", `${video.videoWidth} × ${video.videoHeight}`],
      ["Rendition", renditionOf(props.ticket.url) ?? props.ticket.mimeType],
      ["Audio", track ? `${track.label} (${track.codec})` : "None"],
      ["Dropped frames", `${droppedVideoFrames} of ${totalVideoFrames}`],
      ["Buffered ahead", `${bufferAhead(video.buffered, video.currentTime).toFixed(1)} s`],
      ["Bandwidth", bits ? `${(bits / 1e6).toFixed(1)} Mbit/s` : "Not measured"],
    ];
  };
  const [rows, setRows] = createSignal(read());
  const timer = setInterval(() => setRows(read()), EVERY_MS);
  onCleanup(() => clearInterval(timer));

  return (
    <aside
      class="absolute top-24 left-8 z-3 w-[360px] max-w-[calc(100%-32px)] rounded-card bg-art-glass p-4 text-13 backdrop-blur-[30px] float enter-rise phone:left-4"
      aria-label="Statistics"
    >
      <header class="mb-2 flex items-center justify-between">
        <h2 class="text-15 font-semibold">Statistics</h2>
        <IconButton label="Close" tone="art" size="small" onClick={() => props.onClose()}>
          <X />
        </IconButton>
      </header>
      <p class="mb-3 text-pretty text-on-art-muted">{props.ticket.summary}</p>
      <dl class="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 tabular-nums">
        <For each={rows()}>
          {([name, value]) => (
            <>
              <dt class="text-on-art-muted">{name}</dt>
              <dd class="truncate">{value}</dd>
            </>
          )}
        </For>
      </dl>
      <Show when={props.ticket.reasons.length > 0}>
        <h3 class="mt-3 mb-1 font-strong">
          {props.ticket.kind === "direct" ? "What is left out" : "Why it is not played as it is"}
        </h3>
        <ul class="list-disc pl-4 text-pretty text-on-art-muted">
          <For each={props.ticket.reasons}>{(reason) => <li>{reason.text}</li>}</For>
        </ul>
      </Show>
    </aside>
  );
}
