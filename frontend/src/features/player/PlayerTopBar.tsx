import ArrowLeft from "lucide-solid/icons/arrow-left";
import Cast from "lucide-solid/icons/cast";
import Keyboard from "lucide-solid/icons/keyboard";
import PictureInPicture from "lucide-solid/icons/picture-in-picture-2";
import { Show, type JSX } from "solid-js";
import { IconButton } from "../../ui/IconButton";
import type { Frame } from "./createPlayerFrame";
import type { RemoteScreenState } from "./wakeLockAndCasting";
import { PlayerMoreMenu } from "./PlayerMoreMenu";

const SCREENS: Record<NonNullable<RemoteScreenState>, string> = {
  connecting: "Connecting to the other screen …",
  connected: "Plays on another screen",
  failed: "The other screen cannot be reached",
};

interface PlayerTopBarProps {
  frame: Frame;
  title: string;
  subtitle: string | null;
  /** The position has not been saved for a while. */
  isLosing: boolean;
  onBack: () => void;
  /** Absent where there are none. */
  onStatistics?: () => void;
  /** Further notes and buttons. */
  children?: JSX.Element;
}

export function PlayerTopBar(props: PlayerTopBarProps) {
  return (
    <header class="absolute inset-x-0 top-0 flex items-center gap-4 px-8 pt-6 pb-20 phone:gap-2 phone:p-4 phone:pb-16">
      <IconButton label="Back" tone="art" onClick={() => props.onBack()}>
        <ArrowLeft />
      </IconButton>
      <div class="min-w-0 flex-1">
        <h1 class="truncate text-17 leading-tight tracking-[-.018em] phone:text-15">
          {props.title}
        </h1>
        <p class="truncate text-13 text-on-art-muted tabular-nums">{props.subtitle}</p>
      </div>
      <Show when={props.frame.remote.state()}>
        {(state) => (
          <span class="text-13 text-on-art-muted" role="status">
            {SCREENS[state()]}
          </span>
        )}
      </Show>
      <Show when={props.isLosing}>
        <span class="text-13 text-on-art-muted phone:hidden" role="status">
          Your position is not being saved
        </span>
      </Show>
      {props.children}
      <IconButton
        label="Keyboard shortcuts (?)"
        tone="art"
        class="pointer-coarse:hidden phone:hidden"
        onClick={() => props.frame.setKeysOpen(true)}
      >
        <Keyboard />
      </IconButton>
      <Show when={props.frame.small.isOffered}>
        <IconButton
          label="Picture in picture"
          tone="art"
          class="phone:hidden"
          onClick={() => void props.frame.small.toggle()}
        >
          <PictureInPicture />
        </IconButton>
      </Show>
      <Show when={props.frame.remote.isOffered()}>
        <IconButton
          label="Play on another screen"
          tone="art"
          onClick={() => props.frame.remote.choose()}
        >
          <Cast />
        </IconButton>
      </Show>
      <PlayerMoreMenu
        onStatistics={props.onStatistics}
        onKeys={() => props.frame.setKeysOpen(true)}
        onSmallWindow={
          props.frame.small.isOffered ? () => void props.frame.small.toggle() : undefined
        }
        onOpenChange={props.frame.setMenuOpen}
      />
    </header>
  );
}
