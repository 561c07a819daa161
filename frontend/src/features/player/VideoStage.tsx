import { createSignal, Show, type JSX } from "solid-js";
import type { MediaCard } from "../../api/types";
import { Button } from "../../ui/Button";
import { Flash, WaitingRing } from "./ActionFlash";
import type { Frame } from "./createPlayerFrame";
import { TouchLayer } from "./TouchLayer";
import { WaitingArtwork } from "./WaitingArtwork";
import { createWaitingReason } from "./waitingReason";

interface VideoStageProps {
  frame: Frame;
  title: string;
  /** The title that the file belongs to: its picture is shown until the video has one. */
  card: MediaCard | null;
  isWaiting: boolean;
  /** What is waited for. */
  waitingFor: string | undefined;
  /** Ask for the picture again. */
  onRetry?: () => void;
  /** The last picture, while the source is exchanged. */
  still: JSX.Element;
  /** Over the picture and its shade, under the controls. */
  subtitles: JSX.Element;
}

/** The video, and what is drawn on it. */
export function VideoStage(props: VideoStageProps) {
  const [fills, setFills] = createSignal(false);
  const waiting = createWaitingReason(
    () => props.isWaiting,
    () => props.waitingFor,
  );
  const retry = () => {
    waiting.restart();
    props.onRetry?.();
  };
  return (
    <>
      <video
        ref={(element) => props.frame.media.attach(element)}
        class="size-full"
        classList={{ "object-cover": fills(), "opacity-0": props.frame.small.isOpen() }}
        playsinline
        aria-label={props.title}
        onClick={() => props.frame.media.toggle()}
        onDblClick={() => props.frame.toggleFullScreen()}
      />
      {props.still}
      <Shades areShown={props.frame.hasControls()} />
      {/* Lines without their picture are not shown. */}
      <div classList={{ invisible: props.frame.small.isOpen() }}>{props.subtitles}</div>
      <TouchLayer
        media={props.frame.media}
        onTap={() => props.frame.onTap()}
        onFill={setFills}
        onFlash={(text) => props.frame.flash.show(text)}
      />
      <Show when={props.frame.small.isOpen()}>
        <SmallWindowNote onReturn={() => void props.frame.small.toggle()} />
      </Show>
      <Show when={Number.isNaN(props.frame.media.duration()) && props.card}>
        {(known) => <WaitingArtwork media={known()} />}
      </Show>
      <WaitingRing
        shown={props.isWaiting}
        reason={waiting.reason()}
        onRetry={waiting.canRetry() && props.onRetry ? retry : undefined}
      />
      <Flash text={props.frame.flash.text()} />
    </>
  );
}

/** In place of the browser's own note, which is where the title of the film is. */
function SmallWindowNote(props: { onReturn: () => void }) {
  return (
    <div class="pointer-events-none absolute inset-0 grid content-center justify-items-center gap-4 text-15 text-on-art-muted">
      <p>Plays in a small window</p>
      <Button size="medium" class="pointer-events-auto" onClick={() => props.onReturn()}>
        Bring it back
      </Button>
    </div>
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
