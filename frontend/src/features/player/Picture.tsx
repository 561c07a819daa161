import { createSignal, Show, type Accessor, type JSX } from "solid-js";
import type { MediaCard, Preferences } from "../../api/types";
import { bottomPercent, lineStyle } from "../../shared/subtitles/subtitleLook";
import { Flash, WaitingRing } from "./ActionFlash";
import type { Subtitles } from "./createSubtitles";
import { CueLayer } from "./CueLayer";
import type { MediaElement } from "./mediaElement";
import { TouchLayer } from "./TouchLayer";
import { WaitingArt } from "./WaitingArt";

interface PictureProps {
  media: MediaElement;
  title: string;
  /** The title that the file belongs to: its picture is shown until the video has one. */
  card: MediaCard | null;
  subtitles: Subtitles;
  preferences: Preferences;
  /** The controls are visible: subtitles stay between them. */
  hasControls: boolean;
  /** A small window has the picture. */
  isElsewhere: boolean;
  isWaiting: boolean;
  /** What a busy server is waiting for. */
  waitingFor: string | undefined;
  /** Confirms a key or a gesture. */
  flash: { text: Accessor<string | undefined>; show: (text: string | null) => void };
  onTap: () => void;
  onFullScreen: () => void;
  /** The last picture, while the source is exchanged. */
  children: JSX.Element;
}

/** The video, and what is drawn on it. */
export function Picture(props: PictureProps) {
  const [fills, setFills] = createSignal(false);
  return (
    <>
      <video
        ref={(element) => props.media.attach(element)}
        class="size-full"
        classList={{ "object-cover": fills(), "opacity-0": props.isElsewhere }}
        playsinline
        aria-label={props.title}
        onClick={() => props.media.toggle()}
        onDblClick={() => props.onFullScreen()}
      />
      {props.children}
      {/* In place of the browser's own note, which is where the title of the film is. */}
      <Show when={props.isElsewhere}>
        <p class="pointer-events-none absolute inset-0 grid place-items-center text-15 text-on-art-muted">
          Plays in a small window
        </p>
      </Show>
      <Shades areShown={props.hasControls} />
      <div
        ref={(element) => props.subtitles.setStyledLayer(element)}
        class="pointer-events-none absolute inset-0 z-1"
        data-styled-subtitles
      />
      <CueLayer
        cues={props.subtitles.cues()}
        secondCues={props.subtitles.secondCues()}
        isRaised={props.hasControls}
        lineStyle={(height) => lineStyle(props.preferences, height)}
        bottom={bottomPercent(props.preferences)}
      />
      <TouchLayer
        media={props.media}
        onTap={() => props.onTap()}
        onFill={setFills}
        onFlash={(text) => props.flash.show(text)}
      />
      <Show when={Number.isNaN(props.media.duration()) && props.card}>
        {(known) => <WaitingArt media={known()} />}
      </Show>
      <WaitingRing shown={props.isWaiting} reason={props.waitingFor} />
      <Flash text={props.flash.text()} />
    </>
  );
}

/** Behind the controls, and under the subtitles: a line of theirs stays as bright as it is. */
function Shades(props: { areShown: boolean }) {
  return (
    <div
      class="pointer-events-none absolute inset-0 z-1 transition-opacity duration-(--slow)"
      classList={{ "opacity-0": !props.areShown }}
      data-shades
    >
      <div class="absolute inset-x-0 top-0 h-36 bg-linear-to-b from-art-shade via-art-shade/80 to-transparent phone:h-30" />
      <div class="absolute inset-x-0 bottom-0 h-[calc(var(--above-controls)+72px)] bg-linear-to-t from-art-shade-2 via-art-shade/60 to-transparent phone:h-[calc(var(--above-controls)+8px)]" />
    </div>
  );
}
