import { onCleanup } from "solid-js";

/** The button is replaced in each state, up to Play: move the focus to its successor. */
export function focusSuccessor(button: HTMLElement): void {
  onCleanup(() => {
    const { parentElement } = button;
    if (document.activeElement !== button) return;
    queueMicrotask(() => parentElement?.querySelector<HTMLElement>("a, button")?.focus());
  });
}
