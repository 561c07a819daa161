import ArrowLeft from "lucide-solid/icons/arrow-left";
import Cast from "lucide-solid/icons/cast";
import Keyboard from "lucide-solid/icons/keyboard";
import PictureInPicture from "lucide-solid/icons/picture-in-picture-2";
import Zap from "lucide-solid/icons/zap";
import { Show, type JSX } from "solid-js";
import type { PlayTicket } from "../../api/types";
import { IconButton } from "../../ui/IconButton";
import type { RemoteScreenState } from "./device";
import { MoreMenu } from "./MoreMenu";

const KINDS: Record<PlayTicket["kind"], string> = {
  direct: "Direct",
  remux: "Repackaged",
  audio: "Audio converted",
  transcode: "Converted",
};

const SCREENS: Record<NonNullable<RemoteScreenState>, string> = {
  connecting: "Connecting to the other screen …",
  connected: "Plays on another screen",
  failed: "The other screen cannot be reached",
};

interface PlayerTopProps {
  title: string;
  subtitle: string | null;
  /** How it is played; undefined until that is known. */
  kind: PlayTicket["kind"] | undefined;
  resolution: string | null;
  /** One sentence on how it is played, and why. */
  summary: string;
  onStatistics: () => void;
  /** Whether the position has not been saved for a while. */
  isLosing: boolean;
  onBack: () => void;
  onKeys: () => void;
  /** Absent without support for picture in picture. */
  onSmallWindow?: () => void;
  /** Absent without another screen nearby. */
  onOtherScreen?: () => void;
  /** What it does. */
  otherScreen: RemoteScreenState;
  onMenu: (open: boolean) => void;
  /** Further buttons. */
  children?: JSX.Element;
}

export function PlayerTop(props: PlayerTopProps) {
  return (
    <header class="absolute inset-x-0 top-0 flex items-center gap-4 px-8 pt-6 pb-20 phone:gap-2 phone:p-4 phone:pb-16">
      <IconButton label="Back" tone="art" onClick={() => props.onBack()}>
        <ArrowLeft />
      </IconButton>
      <div class="min-w-0 flex-1">
        <h1 class="truncate text-17 leading-tight tracking-[-.018em] phone:text-15">
          {props.title}
        </h1>
        <p class="truncate text-13 text-on-art-muted">{props.subtitle}</p>
      </div>
      <Show when={props.isLosing}>
        <span class="text-13 text-on-art-muted phone:hidden" role="status">
          Your position is not being saved
        </span>
      </Show>
      <Show when={props.otherScreen}>
        {(state) => (
          <span class="text-13 text-on-art-muted" role="status">
            {SCREENS[state()]}
          </span>
        )}
      </Show>
      <Show when={props.kind}>
        {(kind) => (
          <button
            type="button"
            class="reach flex items-center gap-[7px] rounded-pill text-13 text-on-art-muted hover:text-on-art phone:hidden"
            title={props.summary}
            aria-keyshortcuts="I"
            onClick={() => props.onStatistics()}
          >
            <Zap class="size-4 text-on-art-ok" aria-hidden="true" />
            {[KINDS[kind()], props.resolution].filter(Boolean).join(", ")}
            <span class="sr-only">, statistics</span>
          </button>
        )}
      </Show>
      {props.children}
      <IconButton
        label="Keyboard shortcuts (?)"
        tone="art"
        class="pointer-coarse:hidden phone:hidden"
        onClick={() => props.onKeys()}
      >
        <Keyboard />
      </IconButton>
      <Show when={props.onSmallWindow}>
        {(open) => (
          <IconButton
            label="Picture in picture"
            tone="art"
            class="phone:hidden"
            onClick={() => open()()}
          >
            <PictureInPicture />
          </IconButton>
        )}
      </Show>
      <Show when={props.onOtherScreen}>
        {(open) => (
          <IconButton label="Play on another screen" tone="art" onClick={() => open()()}>
            <Cast />
          </IconButton>
        )}
      </Show>
      <MoreMenu
        onStatistics={props.onStatistics}
        onKeys={props.onKeys}
        onSmallWindow={props.onSmallWindow}
        onOpenChange={props.onMenu}
      />
    </header>
  );
}
