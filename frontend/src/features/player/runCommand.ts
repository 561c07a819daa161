/** Runs player commands and returns a short confirmation text. */
import type { Command } from "./playerShortcuts";
import type { MediaElement } from "./mediaElement";
import { speedLabel, stepSpeed } from "./playbackSpeeds";
import { offsetLabel } from "./subtitleChoices";

/** What is absent, a player does not have: its key does nothing. */
export interface Controls {
  media: MediaElement;
  toggleSubtitles?: () => void;
  /** The new shift in milliseconds; null without subtitles. */
  moveSubtitles?: (steps: 1 | -1) => number | null;
  toggleStatistics?: () => void;
  toggleTheater?: () => void;
  toggleFullScreen: () => void;
  next?: () => void;
  skip?: () => void;
  showKeys: () => void;
  dismiss: () => void;
}

/** The text to show over the video; null when the change is visible anyway. */
export function runCommand(command: Command, controls: Controls): string | null {
  const { media } = controls;
  switch (command.do) {
    case "toggle":
      media.toggle();
      return null;
    case "seek":
      media.seekBy(command.by);
      return `${command.by > 0 ? "+" : "−"}${Math.abs(command.by)} s`;
    case "jump":
      media.jumpTo(command.share);
      return null;
    case "volume":
      media.setVolume(media.loudness().volume + command.by);
      return volumeText(media);
    case "mute":
      media.toggleMute();
      return volumeText(media);
    case "speed": {
      const speed = stepSpeed(media.speed(), command.steps);
      media.setSpeed(speed);
      return speedLabel(speed);
    }
    case "subtitles":
      controls.toggleSubtitles?.();
      return null;
    case "moveSubtitles": {
      const ms = controls.moveSubtitles?.(command.steps);
      if (ms === undefined) return null;
      return ms === null ? "No subtitles" : `Subtitles ${offsetLabel(ms)}`;
    }
    case "statistics":
      controls.toggleStatistics?.();
      return null;
    case "theater":
      controls.toggleTheater?.();
      return null;
    case "fullScreen":
      controls.toggleFullScreen();
      return null;
    case "next":
      controls.next?.();
      return null;
    case "skip":
      controls.skip?.();
      return null;
    case "help":
      controls.showKeys();
      return null;
    case "dismiss":
      controls.dismiss();
      return null;
  }
}

/** Read from the element: the event that updates the signal fires later. */
function volumeText(media: MediaElement): string {
  const video = media.video();
  if (!video || video.muted || video.volume === 0) return "Muted";
  return `Volume ${Math.round(video.volume * 100)} %`;
}
