/** The player of this page, as the person's other devices see and control it. */
import { createSignal, onCleanup, onMount } from "solid-js";
import type { NowPlaying } from "../../api/types";

export interface LocalPlayer {
  /** Null while nothing is loaded, and at the end. */
  playing: () => NowPlaying | null;
  pause: () => void;
  resume: () => void;
  continueAt: (seconds: number) => void;
}

const [localPlayer, setLocalPlayer] = createSignal<LocalPlayer>();

export { localPlayer };

/** While the calling component is mounted. */
export function offerPlayer(player: LocalPlayer): void {
  onMount(() => {
    setLocalPlayer(player);
    onCleanup(() => setLocalPlayer((now) => (now === player ? undefined : now)));
  });
}
