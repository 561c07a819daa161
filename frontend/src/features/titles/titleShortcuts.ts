/** Shortcuts for the title of the page. A focused poster handles the same keys itself. */
import { onCleanup, onMount } from "solid-js";
import { isPlain, isTyping } from "../../lib/keyboard";

/** What takes the keys itself: a poster, a dialog, the stars of an episode. */
const OWN_KEYS = "[data-roving-item], [role=dialog], [role=slider]";

export function usePlainKeys(keys: Readonly<Record<string, () => void>>): void {
  onMount(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.repeat || !isPlain(event)) return;
      if (event.shiftKey || isTyping(event)) return;
      const target = event.target;
      if (target instanceof Element && target.closest(OWN_KEYS)) return;
      keys[event.key]?.();
    };
    document.addEventListener("keydown", onKey);
    onCleanup(() => document.removeEventListener("keydown", onKey));
  });
}
