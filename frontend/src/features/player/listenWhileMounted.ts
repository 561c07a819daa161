/** Listeners that end with the component. */
import { onCleanup } from "solid-js";

export function listen(target: EventTarget, listeners: Readonly<Record<string, () => void>>): void {
  for (const [name, listener] of Object.entries(listeners)) {
    target.addEventListener(name, listener);
    onCleanup(() => target.removeEventListener(name, listener));
  }
}
