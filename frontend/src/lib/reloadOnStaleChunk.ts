const KEY = "seen.reloaded";
/** Minimum interval between two reloads: a reload that did not help is not repeated. */
const MIN_RELOAD_INTERVAL_MS = 20_000;

/**
 * Reload when a script is missing because a new version was deployed: the new index page refers to
 * the current scripts. Any other failure is said where the script is needed, with "Try again".
 */
export function reloadOnStaleChunk(): void {
  window.addEventListener("vite:preloadError", () => {
    const last = Number(sessionStorage.getItem(KEY) ?? 0);
    if (Date.now() - last < MIN_RELOAD_INTERVAL_MS) return;
    void isOutdated().then((isOld) => {
      if (!isOld) return;
      sessionStorage.setItem(KEY, String(Date.now()));
      window.location.reload();
    });
  });
}

/** Whether the server has an index page with other scripts; not while it does not answer. */
async function isOutdated(): Promise<boolean> {
  const entry = document.querySelector("script[type=module][src]")?.getAttribute("src");
  const page = await fetch("/", { cache: "no-store" })
    .then((answer) => (answer.ok ? answer.text() : null))
    .catch(() => null);
  return page !== null && entry != null && !page.includes(entry);
}
