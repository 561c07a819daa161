/** The player on the screen: whole window, full screen, a small window of its own; controls that fade. */
import { createSignal, onCleanup, onMount, type Accessor } from "solid-js";

const IDLE_AFTER_MS = 2_500;

/** Full screen of one element, as the browser sees it. */
export function createFullScreen(element: () => HTMLElement) {
  const [isFull, setIsFull] = createSignal(false);
  onMount(() => {
    const update = () => setIsFull(document.fullscreenElement === element());
    document.addEventListener("fullscreenchange", update);
    onCleanup(() => document.removeEventListener("fullscreenchange", update));
  });
  const toggle = async () => {
    try {
      if (document.fullscreenElement) await document.exitFullscreen();
      else await element().requestFullscreen();
    } catch {
      // The browser said no: the picture stays as large as the window.
    }
  };
  return { isFull, toggle };
}

/** Picture in picture, where the browser has it. */
export function createPictureInPicture(video: Accessor<HTMLVideoElement | undefined>) {
  const toggle = async () => {
    try {
      if (document.pictureInPictureElement) await document.exitPictureInPicture();
      else await video()?.requestPictureInPicture();
    } catch {
      // Refused, for instance before anything has loaded.
    }
  };
  return { isOffered: document.pictureInPictureEnabled, toggle };
}

/** True while nobody has moved for a moment. `stay` holds the controls where they are. */
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

/** Keys of the whole page, while the calling component is mounted. */
export function useKeys(onKey: (event: KeyboardEvent) => void): void {
  onMount(() => {
    const listen = (event: KeyboardEvent) => {
      if (!event.defaultPrevented) onKey(event);
    };
    document.addEventListener("keydown", listen);
    onCleanup(() => document.removeEventListener("keydown", listen));
  });
}
