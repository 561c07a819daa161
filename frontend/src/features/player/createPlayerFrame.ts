/** What every player has: keys, full screen, other screens, and controls that hide. */
import { createSignal } from "solid-js";
import { createFlash } from "./ActionFlash";
import { createRemoteScreen, keepScreenOn } from "./wakeLockAndCasting";
import { createFullScreen, createIdleTimer, createPictureInPicture, useKeys } from "./fullscreen";
import { commandFor, keyBelongsTo } from "./playerShortcuts";
import type { MediaElement } from "./mediaElement";
import { runCommand, type Controls } from "./runCommand";

export type Frame = ReturnType<typeof createPlayerFrame>;

interface FrameOptions {
  media: MediaElement;
  /** An error is in place of the video. */
  hasFailed: () => boolean;
  /** Something beside a menu keeps the controls visible. */
  isHeld?: () => boolean;
  /** What keys do in this player; Esc leaves full screen first. */
  controls: Omit<Controls, "media" | "toggleFullScreen" | "showKeys">;
}

export function createPlayerFrame({ media, hasFailed, isHeld, controls }: FrameOptions) {
  const [menuOpen, setMenuOpen] = createSignal(false);
  const [keysOpen, setKeysOpen] = createSignal(false);
  const flash = createFlash();
  const full = createFullScreen();
  const small = createPictureInPicture(media.video);
  const remote = createRemoteScreen(media.video);
  const quiet = createIdleTimer(
    () => media.paused() || menuOpen() || keysOpen() || isHeld?.() === true,
  );
  keepScreenOn(() => !media.paused() && !media.ended() && !hasFailed());
  const toggleFullScreen = () => void full.toggle();

  useKeys((event) => {
    const command = commandFor(event);
    if (!command) return;
    if (keysOpen()) {
      if (command.do === "help") setKeysOpen(false);
      return;
    }
    if (keyBelongsTo(event.target, event.key)) return;
    event.preventDefault();
    quiet.stir();
    flash.show(
      runCommand(command, {
        ...controls,
        media,
        toggleFullScreen,
        showKeys: () => setKeysOpen(true),
        dismiss: () => {
          if (full.isFull()) toggleFullScreen();
          else controls.dismiss();
        },
      }),
    );
  });

  return {
    media,
    hasFailed,
    flash,
    small,
    remote,
    isFull: full.isFull,
    toggleFullScreen,
    isQuiet: quiet.isQuiet,
    hasControls: () => !quiet.isQuiet() && !hasFailed(),
    stir: quiet.stir,
    /** A tap of a finger shows or hides the controls. */
    onTap: () => {
      if (quiet.isQuiet()) quiet.stir();
      else quiet.rest();
    },
    menuOpen,
    setMenuOpen,
    keysOpen,
    setKeysOpen,
  };
}
