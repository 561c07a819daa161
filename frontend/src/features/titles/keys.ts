/** Shortcuts for the title of the page. A focused poster handles the same keys itself. */
import { onCleanup, onMount } from "solid-js";
import { isPlain, isTyping } from "../../lib/keys";

export function usePlainKeys(keys: Readonly<Record<string, () => void>>): void {
  onMount(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || !isPlain(event) || event.shiftKey || isTyping(event)) return;
      const target = event.target;
      if (target instanceof Element && target.closest("[data-roving-item], [role=dialog]")) return;
      keys[event.key]?.();
    };
    document.addEventListener("keydown", onKey);
    onCleanup(() => document.removeEventListener("keydown", onKey));
  });
}
