import type { JSX } from "solid-js";
import type { MediaCard } from "../../api/types";
import type { Frame } from "./createPlayerFrame";
import type { KeyEntry } from "./playerShortcuts";
import { VideoStage } from "./VideoStage";
import { ShortcutsCard } from "./ShortcutsCard";

interface PlayerFrameProps {
  frame: Frame;
  title: string;
  /** The title that the file belongs to: its picture is shown until the video has one. */
  card?: MediaCard | null;
  isWaiting: boolean;
  /** What is waited for. */
  waitingFor: string | undefined;
  /** Ask for the picture again, when it does not come. */
  onRetry?: () => void;
  /** A page is below it. */
  isTheater?: boolean;
  /** Classes of the moment: room for what is over the picture. */
  room?: Record<string, boolean>;
  /** The last picture, while the source is exchanged. */
  still?: JSX.Element;
  /** The lines over the picture. */
  subtitles?: JSX.Element;
  /** Above the video. */
  top: JSX.Element;
  /** Below the video. */
  controls: JSX.Element;
  /** The list of shortcuts. */
  keys: readonly KeyEntry[];
  /** What stays over the video while the controls are hidden. */
  children: JSX.Element;
}

/** The video with what is drawn on it, and the controls around it. */
export function PlayerFrame(props: PlayerFrameProps) {
  return (
    <div
      data-player
      class="isolate overflow-hidden bg-stage [--above-controls:158px] [--below-title:88px] phone:[--above-controls:184px]"
      classList={{
        "fixed inset-0": !props.isTheater,
        "relative h-[max(320px,min(82dvh,56.25vw))] w-full": props.isTheater,
        "cursor-none": props.frame.isQuiet(),
        ...props.room,
      }}
      onPointerMove={(event) => {
        if (event.pointerType === "mouse") props.frame.stir();
      }}
      onFocusIn={() => props.frame.stir()}
    >
      <VideoStage
        frame={props.frame}
        title={props.title}
        card={props.card ?? null}
        isWaiting={props.isWaiting}
        waitingFor={props.waitingFor}
        onRetry={props.onRetry}
        still={props.still}
        subtitles={props.subtitles}
      />
      <div
        class="pointer-events-none absolute inset-0 z-2 transition-opacity duration-(--slow) [&>*]:pointer-events-auto"
        classList={{
          "opacity-0 [&>*]:pointer-events-none!": props.frame.isQuiet(),
          hidden: props.frame.hasFailed(),
        }}
      >
        {props.top}
        {props.controls}
      </div>
      {props.children}
      <ShortcutsCard
        keys={props.keys}
        open={props.frame.keysOpen()}
        onClose={() => props.frame.setKeysOpen(false)}
      />
    </div>
  );
}
