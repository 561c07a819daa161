import List from "lucide-solid/icons/list";
import Maximize from "lucide-solid/icons/maximize";
import Minimize from "lucide-solid/icons/minimize";
import RotateCcw from "lucide-solid/icons/rotate-ccw";
import RotateCw from "lucide-solid/icons/rotate-cw";
import SkipForward from "lucide-solid/icons/step-forward";
import { Show, type JSX } from "solid-js";
import type { Chapter, Trickplay } from "../../api/types";
import { formatClock } from "../../lib/formatClock";
import { PlayIcon } from "../../ui/PlayIcon";
import type { Frame } from "./createPlayerFrame";
import { SEEK_LONG_S } from "./playerShortcuts";
import type { MediaElement } from "./mediaElement";
import { chapterAt, chapterName } from "./chaptersAndPreviews";
import { PlayerButton } from "./PlayerButton";
import { PlayerMenu } from "./PlayerMenu";
import { Scrubber } from "./Scrubber";
import { speedLabel, SPEEDS } from "./playbackSpeeds";
import { VolumeControl } from "./VolumeControl";

interface ControlBarProps {
  frame: Frame;
  chapters?: readonly Chapter[];
  trickplay?: Trickplay | null;
  /** Absent for the last episode and for films. */
  onNext?: () => void;
  /** Further buttons. */
  children?: JSX.Element;
}

/** The seek bar and the buttons of every player. */
export function ControlBar(props: ControlBarProps) {
  // It is the same one for the life of this component.
  // eslint-disable-next-line solid/reactivity
  const { media } = props.frame;
  const chapters = () => props.chapters ?? [];
  const chapter = () => chapterAt(chapters(), media.position());
  const nameOf = (known: Chapter | undefined) =>
    known ? chapterName(chapters(), known) : "Chapters";
  const speeds = SPEEDS.map((speed) => ({ value: String(speed), label: speedLabel(speed) }));

  return (
    <div class="absolute inset-x-0 bottom-0 px-8 pt-24 pb-6 phone:px-4 phone:pt-12">
      <Scrubber
        position={media.position()}
        duration={media.duration()}
        loaded={media.loaded()}
        chapters={chapters()}
        trickplay={props.trickplay ?? null}
        onSeek={(seconds) => media.seekTo(seconds)}
      />
      <div class="mt-2 flex items-center justify-between gap-x-4 phone:flex-wrap">
        <div class="flex items-center gap-1 phone:w-full">
          <PlayButton media={media} />
          <PlayerButton label="Back 10 seconds" keys="J" onClick={() => media.seekBy(-SEEK_LONG_S)}>
            <RotateCcw />
            <Ten />
          </PlayerButton>
          <PlayerButton
            label="Forward 10 seconds"
            keys="L"
            onClick={() => media.seekBy(SEEK_LONG_S)}
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
            loudness={media.loudness()}
            onChange={(volume) => media.setVolume(volume)}
            onMute={() => media.toggleMute()}
          />
          <span class="ml-5 text-15 font-medium whitespace-nowrap tabular-nums phone:ml-auto phone:text-13">
            {formatClock(media.position())}
            <Show when={media.duration() > 0}>
              <span class="font-normal text-on-art-muted"> of {formatClock(media.duration())}</span>
            </Show>
          </span>
        </div>
        <div class="flex items-center gap-1 phone:w-full phone:justify-between phone:gap-0">
          <Show when={chapters().length > 1}>
            <PlayerMenu
              label="Chapters"
              trigger={
                <>
                  <span class="block max-w-48 truncate text-13 font-normal text-on-art-muted max-[1000px]:hidden">
                    {nameOf(chapter())}
                  </span>
                  <List class="size-6 min-[1001px]:hidden" />
                </>
              }
              class="min-[1001px]:w-auto! min-[1001px]:px-3"
              choices={chapters().map((each) => ({
                value: String(each.startSeconds),
                label: chapterName(chapters(), each),
                note: formatClock(each.startSeconds),
              }))}
              chosen={String(chapter()?.startSeconds ?? "")}
              onChoose={(start) => media.seekTo(Number(start))}
              onOpenChange={props.frame.setMenuOpen}
            />
          </Show>
          <PlayerMenu
            label="Speed"
            trigger={speedLabel(media.speed())}
            choices={speeds}
            chosen={String(media.speed())}
            onChoose={(speed) => media.setSpeed(Number(speed))}
            onOpenChange={props.frame.setMenuOpen}
            isOn={media.speed() !== 1}
          />
          {props.children}
          <PlayerButton
            label={props.frame.isFull() ? "Leave full screen" : "Full screen"}
            keys="F"
            onClick={() => props.frame.toggleFullScreen()}
          >
            <Show when={props.frame.isFull()} fallback={<Maximize />}>
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
