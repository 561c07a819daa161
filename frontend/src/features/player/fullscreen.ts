/** Full screen, picture in picture, idle controls and page shortcuts of the player. */
import { createEffect, createSignal, onCleanup, onMount, type Accessor } from "solid-js";
import { listen } from "./listenWhileMounted";

const IDLE_AFTER_MS = 2_500;

/**
 * Full screen of the page, via the Fullscreen API: with the player alone, what is drawn beside it
 * (toasts, what another device asks) would be under it.
 */
export function createFullScreen() {
  const [isFull, setIsFull] = createSignal(false);
  onMount(() => {
    const update = () => setIsFull(document.fullscreenElement === document.documentElement);
    update();
    listen(document, { fullscreenchange: update });
  });
  const toggle = async () => {
    try {
      if (document.fullscreenElement) await document.exitFullscreen();
      else await document.documentElement.requestFullscreen();
    } catch {
      // Rejected by the browser: the video keeps its size.
    }
  };
  return { isFull, toggle };
}

/** Picture in picture, where it is supported. */
export function createPictureInPicture(video: Accessor<HTMLVideoElement | undefined>) {
  const [isOpen, setOpen] = createSignal(false);
  createEffect(() => {
    const element = video();
    if (!element) return;
    listen(element, {
      enterpictureinpicture: () => setOpen(true),
      leavepictureinpicture: () => setOpen(false),
    });
  });
  const toggle = async () => {
    try {
      if (document.pictureInPictureElement) await document.exitPictureInPicture();
      else await video()?.requestPictureInPicture();
    } catch {
      // Rejected, for instance before metadata has loaded.
    }
  };
  return { isOffered: document.pictureInPictureEnabled, isOpen, toggle };
}

/** True after a period without pointer movement. `stay` keeps the controls visible. */
export function createIdleTimer(stay: Accessor<boolean>) {
  const [isQuiet, setIsQuiet] = createSignal(false);
  let timer: ReturnType<typeof setTimeout> | undefined;

  const stir = () => {
    setIsQuiet(false);
    clearTimeout(timer);
    timer = setTimeout(() => setIsQuiet(true), IDLE_AFTER_MS);
  };
  onMount(stir);
  onCleanup(() => clearTimeout(timer));
  return { isQuiet: () => isQuiet() && !stay(), stir, rest: () => setIsQuiet(true) };
}

/** Page-wide shortcuts, while the calling component is mounted. */
export function useKeys(onKey: (event: KeyboardEvent) => void): void {
  onMount(() => {
    const listen = (event: KeyboardEvent) => {
      if (!event.defaultPrevented) onKey(event);
    };
    document.addEventListener("keydown", listen);
    onCleanup(() => document.removeEventListener("keydown", listen));
  });
}
