/** Plays an HLS manifest with Media Source Extensions. Loaded only for files that need it. */
import Hls, { ErrorTypes, Events } from "hls.js/light";
import { troubleOf, type SourceProblem } from "./sourceProblem";

/** Seconds of video to hold: enough for a restart of the worker, little enough for a phone. */
const BUFFER_AHEAD_S = 40;
const BUFFER_BEHIND_S = 30;
/** Decoding errors that are recovered from before the viewer is told. */
const MAX_RECOVERIES = 2;

export interface HlsSource {
  /** Bits per second, as measured while loading. */
  bandwidth: () => number;
  destroy: () => void;
}

/** Attach the manifest at `url` and begin at second `from`. `onProblem` is called at most once. */
export function attachHls(
  element: HTMLVideoElement,
  url: string,
  from: number,
  onProblem: (problem: SourceProblem) => void,
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
  });
  let recoveries = 0;
  hls.on(Events.ERROR, (_, data) => {
    if (!data.fatal) return;
    if (data.type === ErrorTypes.MEDIA_ERROR && recoveries < MAX_RECOVERIES) {
      recoveries += 1;
      hls.recoverMediaError();
      return;
    }
    const request = data.networkDetails as Partial<XMLHttpRequest> | undefined;
    hls.destroy();
    onProblem(
      data.type === ErrorTypes.NETWORK_ERROR
        ? troubleOf(data.response?.code ?? 0, request?.responseText)
        : { trouble: "broken" },
    );
  });
  hls.loadSource(url);
  hls.attachMedia(element);
  return { bandwidth: () => hls.bandwidthEstimate, destroy: () => hls.destroy() };
}
