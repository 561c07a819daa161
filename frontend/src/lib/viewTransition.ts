/** A change of page that the browser morphs, where it can and the person wants movement. */

/** The picture stands still while the next page is made ready; longer than this would be felt. */
const MAX_MS = 220;

const NAME = "title-art";

function wanted(): boolean {
  return (
    "startViewTransition" in document && !matchMedia("(prefers-reduced-motion: reduce)").matches
  );
}

/**
 * Go to a title's page with `art` turning into its backdrop. `settled` resolves when that page is
 * on the screen.
 */
export function morph(art: HTMLElement, go: () => void, settled: () => Promise<void>): void {
  if (!wanted()) {
    go();
    return;
  }
  art.style.viewTransitionName = NAME;
  const transition = document.startViewTransition(async () => {
    art.style.viewTransitionName = "";
    go();
    await Promise.race([settled(), new Promise((resolve) => setTimeout(resolve, MAX_MS))]);
  });
  // Skipped when another change comes first: nothing is lost but the movement.
  transition.ready.catch(() => undefined);
}
