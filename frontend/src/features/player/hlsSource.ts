/** Plays an HLS manifest with Media Source Extensions. Loaded only for files that need it. */
import Hls, { ErrorTypes, Events } from "hls.js/light";
import { isConnected } from "../../api/serverConnection";
import { MANIFEST_POLICY, segmentPolicy } from "./hlsRetry";
import { joinFirstSegments } from "./hlsTimeline";
import type { SourceListener } from "./attachSource";
import { bodyOf, troubleOf } from "./sourceProblem";

/** Seconds of video to hold: enough for a restart of the worker, little enough for a phone. */
const BUFFER_AHEAD_S = 40;
const BUFFER_BEHIND_S = 30;
/** Decoding errors at one place that are recovered from before the viewer is told. */
const MAX_RECOVERIES = 2;
/** So many seconds on, it is another place. */
const SAME_PLACE_S = 10;

export interface HlsSource {
  /** Bits per second, as measured while loading. */
  bandwidth: () => number;
  destroy: () => void;
}

/** Attach the manifest at `url` and begin at second `from`. */
export function attachHls(
  element: HTMLVideoElement,
  url: string,
  from: number,
  { onProblem, onDelay }: SourceListener,
): HlsSource | undefined {
  if (!Hls.isSupported()) return undefined;
  const hls = new Hls({
    startPosition: from,
    maxBufferLength: BUFFER_AHEAD_S,
    maxMaxBufferLength: BUFFER_AHEAD_S,
    backBufferLength: BUFFER_BEHIND_S,
    // Its worker is started from a blob, which the page's Content-Security-Policy forbids; segments
    // that are MP4 already are passed through without it.
    enableWorker: false,
    manifestLoadPolicy: MANIFEST_POLICY,
    playlistLoadPolicy: MANIFEST_POLICY,
    fragLoadPolicy: segmentPolicy(isConnected),
  });
  let recoveries = 0;
  let recoveredAt = 0;
  hls.on(Events.FRAG_LOADED, () => onDelay(undefined));
  hls.on(Events.LEVEL_PTS_UPDATED, (_, { details }) => joinFirstSegments(details.fragments));
  hls.on(Events.ERROR, (_, data) => {
    const request = data.networkDetails as XMLHttpRequest | undefined;
    const problem =
      data.type === ErrorTypes.NETWORK_ERROR
        ? troubleOf(data.response?.code ?? 0, bodyOf(request))
        : { trouble: "broken" as const };
    if (!data.fatal) {
      if (data.type === ErrorTypes.NETWORK_ERROR) onDelay(problem);
      return;
    }
    if (data.type === ErrorTypes.MEDIA_ERROR) {
      if (Math.abs(element.currentTime - recoveredAt) > SAME_PLACE_S) recoveries = 0;
      if (recoveries < MAX_RECOVERIES) {
        recoveries += 1;
        recoveredAt = element.currentTime;
        hls.recoverMediaError();
        return;
      }
    }
    hls.destroy();
    onProblem(problem);
  });
  hls.loadSource(url);
  hls.attachMedia(element);
  return { bandwidth: () => hls.bandwidthEstimate, destroy: () => hls.destroy() };
}
