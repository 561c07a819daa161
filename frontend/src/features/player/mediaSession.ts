/** Media Session API: media keys, headsets and the lock screen. */
import { createEffect, onCleanup, type Accessor } from "solid-js";
import { SEEK_LONG_S } from "./playerShortcuts";
import type { MediaElement } from "./mediaElement";

interface Announced {
  media: MediaElement;
  title: Accessor<string>;
  artist: Accessor<string>;
  /** The address of a poster. */
  artwork: Accessor<string | null>;
  /** Absent: nothing comes after it. */
  next?: () => void;
  /** The beginning of what plays. */
  previous: () => void;
}

export function announce(what: Announced): void {
  // Undefined in some browsers, although its type does not say so.
  const session = navigator.mediaSession as MediaSession | undefined;
  if (!session) return;

  createEffect(() => {
    const art = what.artwork();
    session.metadata = new MediaMetadata({
      title: what.title(),
      artist: what.artist(),
      artwork: art === null ? [] : [{ src: new URL(art, location.href).href }],
    });
  });
  createEffect(() => {
    session.playbackState = what.media.paused() ? "paused" : "playing";
    const [duration, position] = [what.media.duration(), what.media.position()];
    if (!(duration > 0) || !Number.isFinite(duration)) return;
    session.setPositionState({
      duration,
      position: Math.min(position, duration),
      playbackRate: what.media.speed(),
    });
  });
  const handlers: [MediaSessionAction, MediaSessionActionHandler | null][] = [
    ["play", () => void what.media.play()],
    ["pause", () => what.media.pause()],
    ["seekbackward", () => what.media.seekBy(-SEEK_LONG_S)],
    ["seekforward", () => what.media.seekBy(SEEK_LONG_S)],
    ["nexttrack", what.next ?? null],
    ["previoustrack", () => what.previous()],
    ["seekto", (details) => what.media.seekTo(details.seekTime ?? 0)],
  ];
  for (const [action, handler] of handlers) session.setActionHandler(action, handler);
  onCleanup(() => {
    for (const [action] of handlers) session.setActionHandler(action, null);
    session.metadata = null;
    session.playbackState = "none";
  });
}
