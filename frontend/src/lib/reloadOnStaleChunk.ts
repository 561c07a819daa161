const KEY = "seen.reloaded";
/** A reload that did not help is not tried again this soon. */
const MIN_RELOAD_INTERVAL_MS = 20_000;

/**
 * A page of this tab may be gone because the house was updated under it: the new front page knows
 * where it is now.
 */
export function reloadOnStaleChunk(): void {
  window.addEventListener("vite:preloadError", (event) => {
    const last = Number(sessionStorage.getItem(KEY) ?? 0);
    if (Date.now() - last < MIN_RELOAD_INTERVAL_MS) return;
    sessionStorage.setItem(KEY, String(Date.now()));
    event.preventDefault();
    window.location.reload();
  });
}
