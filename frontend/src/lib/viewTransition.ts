/** Page navigation with a view transition, where it is supported and motion is not reduced. */

/** The page is frozen while the next one loads; a longer wait would be noticeable. */
const MAX_MS = 220;

const NAME = "title-art";

function isEnabled(): boolean {
  return (
    "startViewTransition" in document && !matchMedia("(prefers-reduced-motion: reduce)").matches
  );
}

/**
 * Open a title's page while `art` morphs into its backdrop. `settled` resolves when that page is
 * rendered.
 */
export function morph(art: HTMLElement, go: () => void, settled: () => Promise<void>): void {
  if (!isEnabled()) {
    go();
    return;
  }
  art.style.viewTransitionName = NAME;
  const transition = document.startViewTransition(async () => {
    art.style.viewTransitionName = "";
    go();
    await Promise.race([settled(), new Promise((resolve) => setTimeout(resolve, MAX_MS))]);
  });
  // The transition is skipped when another navigation starts first.
  transition.ready.catch(() => undefined);
}
