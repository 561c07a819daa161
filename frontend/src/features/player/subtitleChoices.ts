/** The subtitles of a file as choices. No I/O. */
import type { PlayTicket, SubtitleTrack } from "../../api/types";

const SOURCES: Record<SubtitleTrack["source"], string> = {
  embedded: "In the file",
  sidecar: "Beside the file",
  upload: "Added",
  provider: "Found",
};

/** Where a track comes from, and what showing it takes. */
export function subtitleNote(track: Pick<SubtitleTrack, "source" | "form">): string {
  return track.form === "picture" ? "Burnt in" : SOURCES[track.source];
}

/** The step of the keys and buttons that move subtitles, in milliseconds. */
const OFFSET_STEP_MS = 250;
const MAX_OFFSET_MS = 300_000;

/** `+0.25 s`; later is positive. */
export function offsetLabel(ms: number): string {
  const sign = ms > 0 ? "+" : ms < 0 ? "−" : "";
  return `${sign}${Math.abs(ms / 1000).toFixed(2)} s`;
}

export function stepOffset(ms: number, steps: 1 | -1): number {
  return Math.max(-MAX_OFFSET_MS, Math.min(MAX_OFFSET_MS, ms + steps * OFFSET_STEP_MS));
}

/**
 * By how much the player moves the cues that it reads from a track's address to be `wantedMs` later
 * than the file has them. The address itself says how far its cues are moved already.
 */
export function shiftOfCues(track: Pick<SubtitleTrack, "url">, wantedMs: number): number {
  const query = new URLSearchParams(track.url?.split("?")[1]);
  return wantedMs - Number(query.get("offset") ?? 0);
}

/** The track that a key turns on: the one that was on last, otherwise the first one. */
export function trackToShow(
  tracks: readonly SubtitleTrack[],
  last: string | null,
): SubtitleTrack | undefined {
  return tracks.find((track) => track.id === last) ?? tracks.find((track) => track.url !== null);
}

/** The track that a ticket names, when it is pictures. */
export function chosenPicture(
  ticket: Pick<PlayTicket, "subtitleId" | "subtitleTracks">,
): SubtitleTrack | undefined {
  const chosen = ticket.subtitleTracks.find((track) => track.id === ticket.subtitleId);
  return chosen?.form === "picture" ? chosen : undefined;
}
