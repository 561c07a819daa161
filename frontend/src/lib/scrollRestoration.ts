/**
 * Restores the scroll position on back navigation, also when the content loads later than the
 * layout. The router scrolls once, when the page may still be as short as its skeleton; this
 * retries until the position is reachable, the user scrolls, or a timeout passes.
 */
import { useIsRouting } from "@solidjs/router";
import { createEffect, on } from "solid-js";

const STORAGE_KEY = "seen.scroll";
const MAX_RESTORE_MS = 4_000;
const USER_SCROLL_EVENTS = ["wheel", "touchmove", "pointerdown", "keydown"] as const;

/** The router numbers the history entries. */
export function historyIndex(): number | null {
  const state = history.state as { _depth?: unknown } | null;
  return typeof state?._depth === "number" ? state._depth : null;
}

const positions = new Map<number, number>();
let restoredEntry: number | null = null;
let targetTop: number | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;
const resizeObserver = new ResizeObserver(tryRestore);

/** Whether this page was opened by back or forward navigation. */
export function isBackNavigation(): boolean {
  return restoredEntry !== null && historyIndex() === restoredEntry;
}

function stop(): void {
  targetTop = null;
  clearTimeout(timer);
  resizeObserver.disconnect();
}

function tryRestore(): void {
  if (targetTop === null) return;
  const room = document.documentElement.scrollHeight - innerHeight;
  if (room < targetTop) return;
  scrollTo({ top: targetTop, behavior: "instant" });
  stop();
}

function beginRestore(): void {
  stop();
  restoredEntry = historyIndex();
  targetTop = restoredEntry === null ? null : (positions.get(restoredEntry) ?? null);
  timer = setTimeout(stop, MAX_RESTORE_MS);
}

/** Positions stored across a reload of the page. */
function restoreAfterReload(): void {
  const [load] = performance.getEntriesByType("navigation");
  const isAgain = load instanceof PerformanceNavigationTiming && load.type !== "navigate";
  if (!isAgain) return;
  for (const [at, top] of readStoredPositions()) positions.set(at, top);
  beginRestore();
  resizeObserver.observe(document.body);
}

function readStoredPositions(): [number, number][] {
  try {
    return JSON.parse(sessionStorage.getItem(STORAGE_KEY) ?? "[]") as [number, number][];
  } catch {
    return [];
  }
}

/** Call before the router is created: its listener must see `popstate` first. */
export function trackScrollPositions(): void {
  restoreAfterReload();
  addEventListener("popstate", beginRestore);
  addEventListener("pagehide", () => {
    try {
      sessionStorage.setItem(STORAGE_KEY, JSON.stringify([...positions]));
    } catch {
      // The page then starts at its top.
    }
  });
  addEventListener(
    "scroll",
    () => {
      const now = historyIndex();
      // Scroll events during restoration are not the user's position.
      if (now !== null && targetTop === null) positions.set(now, scrollY);
    },
    { passive: true },
  );
  for (const name of USER_SCROLL_EVENTS) addEventListener(name, stop, { passive: true });
}

/** Call once, inside the router. */
export function restoreScroll(): void {
  createEffect(
    on(
      useIsRouting(),
      (routing) => {
        if (routing || targetTop === null) return;
        resizeObserver.observe(document.body);
        tryRestore();
      },
      { defer: true },
    ),
  );
}
