const KEY = "seen.reloaded";
/** Minimum interval between two reloads: a reload that did not help is not repeated. */
const MIN_RELOAD_INTERVAL_MS = 20_000;

/**
 * Reload when a script is missing because a new version was deployed: the new index page refers to
 * the current scripts. Any other failure is said where the script is needed, with "Try again".
 */
export function reloadOnStaleChunk(): void {
  window.addEventListener("vite:preloadError", () => {
    if (!mayReload()) return;
    void isOutdated().then((isOld) => {
      if (isOld) reloadOnce();
    });
  });
}

/** Reload, unless a reload a moment ago did not help. */
export function reloadOnce(): void {
  if (!mayReload()) return;
  sessionStorage.setItem(KEY, String(Date.now()));
  window.location.reload();
}

const mayReload = () =>
  Date.now() - Number(sessionStorage.getItem(KEY) ?? 0) >= MIN_RELOAD_INTERVAL_MS;

/** Whether the server has an index page with other scripts; not while it does not answer. */
async function isOutdated(): Promise<boolean> {
  const entry = document.querySelector("script[type=module][src]")?.getAttribute("src");
  const page = await fetch("/", { cache: "no-store" })
    .then((answer) => (answer.ok ? answer.text() : null))
    .catch(() => null);
  return page !== null && entry != null && !page.includes(entry);
}
