import AudioLines from "lucide-solid/icons/audio-lines";
import List from "lucide-solid/icons/list";
import Maximize from "lucide-solid/icons/maximize";
import Minimize from "lucide-solid/icons/minimize";
import RectangleHorizontal from "lucide-solid/icons/rectangle-horizontal";
import RotateCcw from "lucide-solid/icons/rotate-ccw";
import RotateCw from "lucide-solid/icons/rotate-cw";
import SkipForward from "lucide-solid/icons/step-forward";
import { Show } from "solid-js";
import type { Chapter, MediaCard, PlayOptions, PlayTicket } from "../../api/types";
import { formatClock } from "../../lib/formatClock";
import { PlayIcon } from "../../ui/PlayIcon";
import type { Subtitles } from "./createSubtitles";
import { EpisodesPanel } from "./EpisodesPanel";
import { SEEK_LONG_S } from "./keys";
import type { MediaElement } from "./mediaElement";
import { chapterAt, chapterName } from "./moments";
import { PlayerButton } from "./PlayerButton";
import { PlayerMenu } from "./PlayerMenu";
import { Scrubber } from "./Scrubber";
import { SettingsPanel } from "./SettingsPanel";
import { speedLabel, SPEEDS } from "./speeds";
import { SubtitlePanel } from "./SubtitlePanel";
import { VolumeControl } from "./VolumeControl";

interface PlayerControlsProps {
  media: MediaElement;
  ticket: PlayTicket | undefined;
  /** The title that the file belongs to. */
  card: MediaCard | null;
  options: PlayOptions;
  onChange: (options: PlayOptions) => void;
  onVersion: (libraryItemId: string) => void;
  onStatistics: () => void;
  subtitles: Subtitles;
  /** Absent for the last episode and for films. */
  onNext?: () => void;
  isTheater: boolean;
  onTheater: () => void;
  isFull: boolean;
  onFullScreen: () => void;
  onMenu: (open: boolean) => void;
}

export function PlayerControls(props: PlayerControlsProps) {
  const chapters = () => props.ticket?.chapters ?? [];
  const chapter = () => chapterAt(chapters(), props.media.position());
  const tracks = () => props.ticket?.audioTracks ?? [];
  const speeds = SPEEDS.map((speed) => ({ value: String(speed), label: speedLabel(speed) }));

  return (
    <div class="absolute inset-x-0 bottom-0 px-8 pt-24 pb-6 phone:px-4 phone:pt-12">
      <Scrubber
        position={props.media.position()}
        duration={props.media.duration()}
        loaded={props.media.loaded()}
        chapters={chapters()}
        trickplay={props.ticket?.trickplay ?? null}
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
        <div class="flex items-center gap-1 phone:w-full phone:justify-between phone:gap-0">
          <Show when={chapters().length > 1}>
            <PlayerMenu
              label="Chapters"
              trigger={
                <>
                  <span class="block max-w-48 truncate text-13 font-normal text-on-art-muted max-[1000px]:hidden">
                    {namedChapter(props.ticket, chapter())}
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
              onChoose={(start) => props.media.seekTo(Number(start))}
              onOpenChange={props.onMenu}
            />
          </Show>
          <PlayerMenu
            label="Speed"
            trigger={speedLabel(props.media.speed())}
            choices={speeds}
            chosen={String(props.media.speed())}
            onChoose={(speed) => props.media.setSpeed(Number(speed))}
            onOpenChange={props.onMenu}
            isOn={props.media.speed() !== 1}
          />
          <Show when={props.subtitles.file()}>
            <SubtitlePanel subtitles={props.subtitles} onOpenChange={props.onMenu} />
          </Show>
          <Show when={tracks().length > 1}>
            <PlayerMenu
              label="Audio"
              trigger={<AudioLines />}
              choices={tracks().map((track) => ({
                value: String(track.index),
                label: track.label,
              }))}
              chosen={String(props.ticket?.audioIndex ?? "")}
              onChoose={(index) => props.onChange({ audioIndex: Number(index) })}
              onOpenChange={props.onMenu}
            />
          </Show>
          <Show when={props.card?.mediaType !== "movie" && props.card}>
            {(show) => (
              <EpisodesPanel
                media={show()}
                currentId={props.ticket?.libraryItemId ?? ""}
                onOpenChange={props.onMenu}
              />
            )}
          </Show>
          <SettingsPanel
            ticket={props.ticket}
            maxHeight={props.options.maxHeight}
            onMaxHeight={(maxHeight) => props.onChange({ maxHeight })}
            onVersion={props.onVersion}
            onStatistics={props.onStatistics}
            onOpenChange={props.onMenu}
          />
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

function namedChapter(ticket: PlayTicket | undefined, chapter: Chapter | undefined): string {
  return ticket && chapter ? chapterName(ticket.chapters, chapter) : "Chapters";
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
