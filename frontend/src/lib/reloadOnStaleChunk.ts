const KEY = "seen.reloaded";
/** A reload that did not help is not tried again this soon. */
const NOT_AGAIN_MS = 20_000;

/**
 * A page of this tab may be gone because the house was updated under it: the new front page knows
 * where it is now.
 */
export function reloadWhenOutdated(): void {
  window.addEventListener("vite:preloadError", (event) => {
    const last = Number(sessionStorage.getItem(KEY) ?? 0);
    if (Date.now() - last < NOT_AGAIN_MS) return;
    sessionStorage.setItem(KEY, String(Date.now()));
    event.preventDefault();
    window.location.reload();
  });
}
