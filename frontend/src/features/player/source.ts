/** Gives a video element its source: the file itself, or a manifest of what is converted. */
import type { PlayTicket } from "../../api/types";
import type { HlsSource } from "./hlsSource";
import type { SourceProblem } from "./sourceProblem";

const MANIFEST_TYPE = "application/vnd.apple.mpegurl";

export interface Source {
  /** Bits per second while loading, where it is measured. */
  bandwidth: () => number | undefined;
  detach: () => void;
}

/**
 * Attach the source of a ticket, to begin at second `from`. Errors of the element itself are its
 * `error` event; those of loading a manifest and its segments go to `onProblem`.
 */
export async function attachSource(
  element: HTMLVideoElement,
  ticket: Pick<PlayTicket, "kind" | "url">,
  from: number,
  onProblem: (problem: SourceProblem) => void,
): Promise<Source> {
  if (ticket.kind !== "direct") {
    // The server begins to convert there, before it is asked for a segment.
    const hls = await hlsOf(element, `${ticket.url}&at=${from.toFixed(2)}`, from, onProblem);
    if (hls) return { bandwidth: () => hls.bandwidth(), detach: () => hls.destroy() };
  }
  element.src = ticket.url;
  return {
    bandwidth: () => undefined,
    detach: () => undefined,
  };
}

/** Undefined where the browser plays manifests by itself (Safari), or not at all. */
async function hlsOf(
  element: HTMLVideoElement,
  url: string,
  from: number,
  onProblem: (problem: SourceProblem) => void,
): Promise<HlsSource | undefined> {
  const isApple = !("MediaSource" in window) || "webkitDisplayingFullscreen" in element;
  if (isApple && element.canPlayType(MANIFEST_TYPE) !== "") return undefined;
  const { attachHls } = await import("./hlsSource");
  return attachHls(element, url, from, onProblem);
}
