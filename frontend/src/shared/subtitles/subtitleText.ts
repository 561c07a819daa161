/** What the page says about a subtitle. */
import type { Subtitle } from "../../api/types";

export const MAX_SUBTITLE_BYTES = 2 * 2 ** 20;

const SOURCES: Record<Subtitle["source"], string> = {
  embedded: "In the file",
  sidecar: "Beside the file",
  upload: "Added by hand",
  provider: "Downloaded",
};

/** `In the file · pictures, drawn into the video`. */
export function sourceText(subtitle: Pick<Subtitle, "source" | "form">): string {
  const source = SOURCES[subtitle.source];
  if (subtitle.form === "picture") return `${source} · pictures, drawn into the video`;
  return subtitle.form === "ass" ? `${source} · with styles` : source;
}

/** `+0.5 s`, `−1.25 s`, `0 s`. */
export function delayText(offsetMs: number): string {
  if (offsetMs === 0) return "0 s";
  return `${offsetMs > 0 ? "+" : "\u2212"}${Math.abs(offsetMs) / 1000} s`;
}
