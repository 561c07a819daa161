/** What plays, as the person's other devices see and control it. */
import type { Accessor } from "solid-js";
import type { NowPlaying, PlayTicket } from "../../api/types";
import { offerPlayer } from "../../shared/handover/localPlayer";
import type { MediaElement } from "./mediaElement";

const MAX_TEXT_LENGTH = 300;

interface PlayerState {
  media: MediaElement;
  ticket: Accessor<PlayTicket | undefined>;
  title: Accessor<string>;
  hasFailed: Accessor<boolean>;
}

/** While the calling component is mounted. Returns what plays: null while nothing does. */
export function offerToOthers({ media, ticket, title, hasFailed }: PlayerState) {
  const nowPlaying = (): NowPlaying | null => {
    const playing = ticket();
    if (!playing || hasFailed() || media.ended() || Number.isNaN(media.duration())) return null;
    return {
      libraryItemId: playing.libraryItemId,
      title: title().slice(0, MAX_TEXT_LENGTH),
      subtitle: playing.subtitle?.slice(0, MAX_TEXT_LENGTH) ?? null,
      positionSeconds: media.position(),
      durationSeconds: playing.durationSeconds,
      speed: media.speed(),
      isPaused: media.paused(),
    };
  };
  offerPlayer({
    playing: nowPlaying,
    pause: media.pause,
    resume: () => void media.play(),
    continueAt: (seconds) => {
      media.seekTo(seconds);
      void media.play();
    },
  });
  return nowPlaying;
}
