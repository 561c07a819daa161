import Captions from "lucide-solid/icons/captions";
import Maximize from "lucide-solid/icons/maximize";
import Minimize from "lucide-solid/icons/minimize";
import RectangleHorizontal from "lucide-solid/icons/rectangle-horizontal";
import RotateCcw from "lucide-solid/icons/rotate-ccw";
import RotateCw from "lucide-solid/icons/rotate-cw";
import SkipForward from "lucide-solid/icons/step-forward";
import { Show } from "solid-js";
import { formatClock } from "../../lib/format";
import { PlayIcon } from "../../ui/PlayIcon";
import { SEEK_LONG_S } from "./keys";
import type { MediaElement } from "./mediaElement";
import { PlayerButton } from "./PlayerButton";
import { PlayerMenu } from "./PlayerMenu";
import { Scrubber } from "./Scrubber";
import { speedLabel, SPEEDS } from "./speeds";
import { NO_SUBTITLES, subtitleChoices } from "./subtitles";
import { VolumeControl } from "./VolumeControl";

interface PlayerControlsProps {
  media: MediaElement;
  /** URLs of subtitle files; without any the button is hidden. */
  subtitles: readonly string[];
  subtitle: string;
  onSubtitle: (chosen: string) => void;
  /** Absent for the last episode and for films. */
  onNext?: () => void;
  isTheater: boolean;
  onTheater: () => void;
  isFull: boolean;
  onFullScreen: () => void;
  onMenu: (open: boolean) => void;
}

export function PlayerControls(props: PlayerControlsProps) {
  const speeds = SPEEDS.map((speed) => ({ value: String(speed), label: speedLabel(speed) }));

  return (
    <div class="absolute inset-x-0 bottom-0 bg-linear-to-t from-art-shade-2 via-art-shade/60 to-transparent px-8 pt-24 pb-6 phone:px-4">
      <Scrubber
        position={props.media.position()}
        duration={props.media.duration()}
        loaded={props.media.loaded()}
        onSeek={(seconds) => props.media.seekTo(seconds)}
      />
      <div class="mt-2 flex items-center justify-between gap-x-4 phone:flex-wrap">
        <div class="flex items-center gap-1 phone:w-full">
          <PlayButton media={props.media} />
          <PlayerButton
            label="Back 10 seconds"
            keys="J"
            onClick={() => props.media.seekBy(-SEEK_LONG_S)}
          >
            <RotateCcw />
            <Ten />
          </PlayerButton>
          <PlayerButton
            label="Forward 10 seconds"
            keys="L"
            onClick={() => props.media.seekBy(SEEK_LONG_S)}
          >
            <RotateCw />
            <Ten />
          </PlayerButton>
          <Show when={props.onNext}>
            {(next) => (
              <PlayerButton label="Next episode" keys="N" onClick={() => next()()}>
                <SkipForward />
              </PlayerButton>
            )}
          </Show>
          <VolumeControl
            loudness={props.media.loudness()}
            onChange={(volume) => props.media.setVolume(volume)}
            onMute={() => props.media.toggleMute()}
          />
          <span class="ml-5 text-15 font-medium whitespace-nowrap tabular-nums phone:ml-auto phone:text-13">
            {formatClock(props.media.position())}
            <Show when={props.media.duration() > 0}>
              <span class="font-normal text-on-art-muted">
                {" "}
                of {formatClock(props.media.duration())}
              </span>
            </Show>
          </span>
        </div>
        <div class="flex items-center gap-1 phone:w-full phone:justify-between">
          <PlayerMenu
            label="Speed"
            trigger={speedLabel(props.media.speed())}
            choices={speeds}
            chosen={String(props.media.speed())}
            onChoose={(speed) => props.media.setSpeed(Number(speed))}
            onOpenChange={props.onMenu}
            isOn={props.media.speed() !== 1}
          />
          <Show when={props.subtitles.length > 0}>
            <PlayerMenu
              label="Subtitles"
              trigger={<Captions />}
              choices={subtitleChoices(props.subtitles)}
              chosen={props.subtitle}
              onChoose={props.onSubtitle}
              onOpenChange={props.onMenu}
              isOn={props.subtitle !== NO_SUBTITLES}
            />
          </Show>
          <PlayerButton
            label="Theater"
            keys="T"
            pressed={props.isTheater}
            onClick={() => props.onTheater()}
          >
            <RectangleHorizontal />
          </PlayerButton>
          <PlayerButton
            label={props.isFull ? "Leave full screen" : "Full screen"}
            keys="F"
            onClick={() => props.onFullScreen()}
          >
            <Show when={props.isFull} fallback={<Maximize />}>
              <Minimize />
            </Show>
          </PlayerButton>
        </div>
      </div>
    </div>
  );
}

function PlayButton(props: { media: MediaElement }) {
  return (
    <PlayerButton
      label={props.media.paused() ? "Play" : "Pause"}
      keys="K"
      class="mr-2 size-14! bg-on-art text-on-art-btn! hover:bg-on-art hover:opacity-90"
      onClick={() => props.media.toggle()}
    >
      <Show when={props.media.paused()} fallback={<PauseIcon />}>
        <PlayIcon class="ml-0.5 size-6" />
      </Show>
    </PlayerButton>
  );
}

function PauseIcon() {
  return (
    <svg class="size-6" viewBox="0 0 24 24" fill="currentColor" aria-hidden="true">
      <rect x="14" y="3" width="5" height="18" rx="1" />
      <rect x="5" y="3" width="5" height="18" rx="1" />
    </svg>
  );
}

function Ten() {
  return (
    <em
      class="absolute mt-px text-[8.5px] leading-none font-semibold not-italic"
      aria-hidden="true"
    >
      10
    </em>
  );
}
