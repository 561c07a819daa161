/** Text subtitles of a video: read by the browser, drawn by the player. */
import { createEffect, createSignal, onCleanup, type Accessor } from "solid-js";

/** A shift of the cues of one track in milliseconds, later is positive. */
function shiftCues(cues: Iterable<TextTrackCue>, byMs: number): void {
  for (const cue of cues) {
    cue.startTime += byMs / 1000;
    cue.endTime += byMs / 1000;
  }
}

/** The cues of one WebVTT file that are on the screen now, moved by `offsetMs`. */
export function createActiveCues(
  video: Accessor<HTMLVideoElement | undefined>,
  url: Accessor<string | null>,
  offsetMs: Accessor<number>,
): Accessor<VTTCue[]> {
  const [active, setActive] = createSignal<VTTCue[]>([]);
  const [loaded, setLoaded] = createSignal<TextTrack>();

  createEffect(() => {
    const element = video();
    const address = url();
    if (!element || address === null) return;
    const holder = document.createElement("track");
    holder.kind = "subtitles";
    holder.src = address;
    const { track } = holder;
    const read = () => setActive(Array.from(track.activeCues ?? []) as VTTCue[]);
    const onLoad = () => setLoaded(track);
    holder.addEventListener("load", onLoad);
    track.addEventListener("cuechange", read);
    element.append(holder);
    // Read, but not drawn by the browser.
    track.mode = "hidden";
    onCleanup(() => {
      track.removeEventListener("cuechange", read);
      holder.removeEventListener("load", onLoad);
      track.mode = "disabled";
      holder.remove();
      setLoaded(undefined);
      setActive([]);
    });
  });
  // What the cues of the track have been moved by.
  createEffect<{ track: TextTrack | undefined; ms: number }>(
    (done) => {
      const track = loaded();
      const ms = offsetMs();
      const before = track === done.track ? done.ms : 0;
      if (track?.cues && ms !== before) {
        shiftCues(Array.from(track.cues), ms - before);
        setActive(Array.from(track.activeCues ?? []) as VTTCue[]);
      }
      return { track, ms };
    },
    { track: undefined, ms: 0 },
  );
  return active;
}
