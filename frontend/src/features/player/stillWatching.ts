/** Whether the viewer is still there. */
import { createSignal, onCleanup, onMount, type Accessor } from "solid-js";

export interface Attendance {
  /** Episodes that started by themselves since the last key, click or touch. */
  unattended: Accessor<number>;
  /** An episode starts by itself. */
  note: () => void;
}

/** Lives as long as the page of the player, over every episode. */
export function createAttendance(): Attendance {
  const [unattended, setUnattended] = createSignal(0);
  const isHere = () => setUnattended(0);
  onMount(() => {
    document.addEventListener("pointerdown", isHere, { capture: true });
    document.addEventListener("keydown", isHere, { capture: true });
    onCleanup(() => {
      document.removeEventListener("pointerdown", isHere, { capture: true });
      document.removeEventListener("keydown", isHere, { capture: true });
    });
  });
  return { unattended, note: () => setUnattended((count) => count + 1) };
}

/** Whether to ask first. `after` is a number of episodes; with 0 the viewer is never asked. */
export function mustAsk(unattended: number, after: number): boolean {
  return after > 0 && unattended >= after;
}
