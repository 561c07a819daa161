const KEY = "seen.reloaded";
/** Minimum interval between two reloads: a reload that did not help is not repeated. */
const MIN_RELOAD_INTERVAL_MS = 20_000;

/**
 * Reload when a chunk is missing because a new version was deployed: the new index page refers to
 * the current chunks. While the server is away, a reload would lose the page: it waits.
 */
export function reloadOnStaleChunk(whenAnswering: () => Promise<void>): void {
  window.addEventListener("vite:preloadError", (event) => {
    const last = Number(sessionStorage.getItem(KEY) ?? 0);
    if (Date.now() - last < MIN_RELOAD_INTERVAL_MS) return;
    sessionStorage.setItem(KEY, String(Date.now()));
    event.preventDefault();
    void whenAnswering().then(() => window.location.reload());
  });
}
