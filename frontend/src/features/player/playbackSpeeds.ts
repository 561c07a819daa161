/** Playback rates, kept for each show or film on this device. */
import { createEffect, on, type Accessor } from "solid-js";
import { readChoice, storeItem } from "../../lib/localStorage";
import type { MediaElement } from "./mediaElement";

export const SPEEDS = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 2] as const;

/** The next rate up or down, clamped to the slowest and fastest. */
export function stepSpeed(speed: number, steps: 1 | -1): number {
  const faster = SPEEDS.find((each) => each > speed);
  const slower = SPEEDS.findLast((each) => each < speed);
  return (steps > 0 ? faster : slower) ?? speed;
}

/** `1×`, `1.25×`. */
export function speedLabel(speed: number): string {
  return `${speed}×`;
}

/** Play at the speed that was last used for this title, and keep changes. */
export function keepSpeed(media: MediaElement, mediaId: Accessor<number | null | undefined>): void {
  const key = () => {
    const id = mediaId();
    return id ? `seen.speed.${id}` : null;
  };
  createEffect(
    on(key, (name) => {
      if (name === null) return;
      media.setSpeed(Number(readChoice(name, SPEEDS.map(String), "1")));
    }),
  );
  createEffect(
    on(
      media.speed,
      (speed) => {
        const name = key();
        if (name !== null) storeItem(name, String(speed));
      },
      { defer: true },
    ),
  );
}
