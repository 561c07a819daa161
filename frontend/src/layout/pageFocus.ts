/**
 * Moves the focus after navigation to the new page's heading, so that screen readers read it and Tab
 * continues there; after back navigation to the link that was followed.
 */
import { useLocation } from "@solidjs/router";
import { createEffect, on, onCleanup } from "solid-js";
import { historyIndex, isBackNavigation } from "../lib/scrollRestoration";

/** Time to wait for the page's heading, or for its replacement. */
const MAX_WAIT_MS = 4_000;
/** Input of the user ends the wait: the focus then follows the user. */
const USER_EVENTS = ["keydown", "pointerdown"] as const;

/** The URL of the followed link, by history entry. */
const leftFrom = new Map<number, string>();

function rememberLink(event: MouseEvent): void {
  const link = event.target instanceof Element ? event.target.closest("a") : null;
  const entry = historyIndex();
  if (link && entry !== null) leftFrom.set(entry, link.getAttribute("href") ?? "");
}

function linkLeftFrom(page: HTMLElement): HTMLElement | null {
  const href = isBackNavigation() ? leftFrom.get(historyIndex() ?? -1) : undefined;
  return href ? page.querySelector(`a[href="${CSS.escape(href)}"]`) : null;
}

/** Whether an element of the page or of an overlay has the focus. */
function isFocusTaken(): boolean {
  return document.activeElement?.closest("#content, [role=dialog]") != null;
}

/** Keep the focus on the page while it loads: the skeleton's heading is replaced. */
function followHeading(page: HTMLElement): () => void {
  let focused: HTMLElement | undefined;
  const focusHeading = () => {
    const target = linkLeftFrom(page) ?? page.querySelector<HTMLElement>("h1") ?? page;
    const isOurs = document.activeElement === focused;
    if (target === focused && isOurs) return;
    if (isFocusTaken() && !isOurs) return;
    if (target.tagName === "H1") target.tabIndex = -1;
    target.focus({ preventScroll: true });
    focused = target;
  };
  const pages = new MutationObserver(focusHeading);
  const stop = () => {
    pages.disconnect();
    clearTimeout(timer);
    for (const name of USER_EVENTS) removeEventListener(name, stop, { capture: true });
  };
  const timer = setTimeout(stop, MAX_WAIT_MS);
  for (const name of USER_EVENTS) addEventListener(name, stop, { capture: true });
  pages.observe(page, { childList: true, subtree: true });
  focusHeading();
  return stop;
}

/** Call once, inside the router. */
export function movePageFocus(page: () => HTMLElement): void {
  const location = useLocation();
  let stop = () => {};
  createEffect(
    on(
      () => location.pathname,
      () => {
        stop();
        stop = followHeading(page());
      },
      { defer: true },
    ),
  );
  document.addEventListener("click", rememberLink, { capture: true });
  onCleanup(() => {
    stop();
    document.removeEventListener("click", rememberLink, { capture: true });
  });
}
