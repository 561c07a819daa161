import { onCleanup, onMount } from "solid-js";

/** The page and its own data go first. */
const AFTER_MS = 1_500;

/** Loads what a page does not show at first, before it is needed. */
export function preloadSoon(...loads: readonly (() => Promise<unknown>)[]): void {
  onMount(() => {
    const timer = setTimeout(() => {
      // What fails is loaded again when it is needed.
      for (const load of loads) load().catch(() => undefined);
    }, AFTER_MS);
    onCleanup(() => clearTimeout(timer));
  });
}
