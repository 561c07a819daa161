/** Gives a video element its source: the file itself, or a manifest of what is converted. */
import type { PlayTicket } from "../../api/types";
import type { HlsSource } from "./hlsSource";
import { playerId } from "./playerId";
import type { SourceProblem } from "./sourceProblem";

const MANIFEST_TYPE = "application/vnd.apple.mpegurl";

export interface Source {
  /** Bits per second while loading, where it is measured. */
  bandwidth: () => number | undefined;
  detach: () => void;
}

/** What loading a manifest and its segments is told to. */
export interface SourceListener {
  /** It ended; called at most once. */
  onProblem: (problem: SourceProblem) => void;
  /** A segment does not come and is asked for again; undefined once it came. */
  onDelay: (problem: SourceProblem | undefined) => void;
}

/** The address of a manifest, with the second that is played first and the name of this player. */
function manifestUrl(url: string, from: number): string {
  // The server begins to convert there, before it is asked for a segment.
  return `${url}&at=${from.toFixed(2)}&p=${playerId()}`;
}

/**
 * Attach the source of a ticket, to begin at second `from`. Errors of the element itself are its
 * `error` event; those of loading a manifest and its segments go to `listener`.
 */
export async function attachSource(
  element: HTMLVideoElement,
  ticket: Pick<PlayTicket, "kind" | "url">,
  from: number,
  listener: SourceListener,
): Promise<Source> {
  const url = ticket.kind === "direct" ? ticket.url : manifestUrl(ticket.url, from);
  if (ticket.kind !== "direct") {
    const hls = await hlsOf(element, url, from, listener);
    if (hls) return { bandwidth: () => hls.bandwidth(), detach: () => hls.destroy() };
  }
  element.src = url;
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
  listener: SourceListener,
): Promise<HlsSource | undefined> {
  const isApple = !("MediaSource" in window) || "webkitDisplayingFullscreen" in element;
  if (isApple && element.canPlayType(MANIFEST_TYPE) !== "") return undefined;
  const { attachHls } = await import("./hlsSource");
  return attachHls(element, url, from, listener);
}
