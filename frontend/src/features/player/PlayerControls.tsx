import AudioLines from "lucide-solid/icons/audio-lines";
import RectangleHorizontal from "lucide-solid/icons/rectangle-horizontal";
import { Show } from "solid-js";
import type { MediaCard, PlayOptions, PlayTicket } from "../../api/types";
import { ControlBar } from "./ControlBar";
import type { Frame } from "./createPlayerFrame";
import type { Subtitles } from "./createSubtitles";
import { EpisodesPanel } from "./EpisodesPanel";
import { PlayerButton } from "./PlayerButton";
import { PlayerMenu } from "./PlayerMenu";
import { PlaybackSettings } from "./PlaybackSettings";
import { SubtitlePanel } from "./SubtitlePanel";

interface PlayerControlsProps {
  frame: Frame;
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
}

/** The bar of a file of the library. */
export function PlayerControls(props: PlayerControlsProps) {
  const tracks = () => props.ticket?.audioTracks ?? [];

  return (
    <ControlBar
      frame={props.frame}
      chapters={props.ticket?.chapters}
      trickplay={props.ticket?.trickplay}
      onNext={props.onNext}
    >
      <Show when={props.subtitles.file()}>
        <SubtitlePanel subtitles={props.subtitles} onOpenChange={props.frame.setMenuOpen} />
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
          onOpenChange={props.frame.setMenuOpen}
        />
      </Show>
      <Show when={props.card?.mediaType !== "movie" && props.card}>
        {(show) => (
          <EpisodesPanel
            media={show()}
            currentId={props.ticket?.libraryItemId ?? ""}
            onOpenChange={props.frame.setMenuOpen}
          />
        )}
      </Show>
      <PlaybackSettings
        ticket={props.ticket}
        maxHeight={props.options.maxHeight}
        onMaxHeight={(maxHeight) => props.onChange({ maxHeight })}
        onVersion={props.onVersion}
        onStatistics={props.onStatistics}
        onOpenChange={props.frame.setMenuOpen}
      />
      <PlayerButton
        label="Theater"
        keys="T"
        pressed={props.isTheater}
        onClick={() => props.onTheater()}
      >
        <RectangleHorizontal />
      </PlayerButton>
    </ControlBar>
  );
}
