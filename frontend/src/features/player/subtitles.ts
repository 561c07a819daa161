/** Subtitle options for the track URLs that came with the play URL. */
import type { PlayerChoice } from "./PlayerMenu";

export const NO_SUBTITLES = "off";

/** "Off" first; a single track is not numbered. */
export function subtitleChoices(addresses: readonly string[]): PlayerChoice[] {
  const tracks = addresses.map((_, index) => ({
    value: String(index),
    label: addresses.length === 1 ? "On" : `Subtitles ${index + 1}`,
  }));
  return [{ value: NO_SUBTITLES, label: "Off" }, ...tracks];
}

/** Show one track of the element, or none. */
export function showTrack(video: HTMLVideoElement, chosen: string): void {
  for (const [index, track] of Array.from(video.textTracks).entries()) {
    track.mode = String(index) === chosen ? "showing" : "disabled";
  }
}
