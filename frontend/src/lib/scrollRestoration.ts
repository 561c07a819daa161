/**
 * Coming back to a page ends where one left it, also when its content comes a moment later than
 * its frame. The router scrolls once, when the page may still be as short as its skeleton; this
 * goes on until the place is there, somebody scrolls themselves, or it has taken too long.
 */
import { useIsRouting } from "@solidjs/router";
import { createEffect, on } from "solid-js";

const KEPT = "seen.scroll";
const MAX_MS = 4_000;
const BY_HAND = ["wheel", "touchmove", "pointerdown", "keydown"] as const;

/** The router numbers the entries of the history. */
function entry(): number | null {
  const state = history.state as { _depth?: unknown } | null;
  return typeof state?._depth === "number" ? state._depth : null;
}

const tops = new Map<number, number>();
let cameTo: number | null = null;
let wanted: number | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;
const watch = new ResizeObserver(goOn);

/** Whether this page was come back to, and not gone to. */
export function isBack(): boolean {
  return cameTo !== null && entry() === cameTo;
}

function stop(): void {
  wanted = null;
  clearTimeout(timer);
  watch.disconnect();
}

function goOn(): void {
  if (wanted === null) return;
  const room = document.documentElement.scrollHeight - innerHeight;
  if (room < wanted) return;
  scrollTo({ top: wanted, behavior: "instant" });
  stop();
}

function comeBack(): void {
  stop();
  cameTo = entry();
  wanted = cameTo === null ? null : (tops.get(cameTo) ?? null);
  timer = setTimeout(stop, MAX_MS);
}

/** What was kept over a reload of the page. */
function recall(): void {
  const [load] = performance.getEntriesByType("navigation");
  const isAgain = load instanceof PerformanceNavigationTiming && load.type !== "navigate";
  if (!isAgain) return;
  for (const [at, top] of readPairs()) tops.set(at, top);
  comeBack();
  watch.observe(document.body);
}

function readPairs(): [number, number][] {
  try {
    return JSON.parse(sessionStorage.getItem(KEPT) ?? "[]") as [number, number][];
  } catch {
    return [];
  }
}

/** Call before the router is made: it has to hear of a step back first. */
export function watchScroll(): void {
  recall();
  addEventListener("popstate", comeBack);
  addEventListener("pagehide", () => {
    try {
      sessionStorage.setItem(KEPT, JSON.stringify([...tops]));
    } catch {
      // The page then begins at its top.
    }
  });
  addEventListener(
    "scroll",
    () => {
      const now = entry();
      // What is scrolled on the way there is not where somebody stood.
      if (now !== null && wanted === null) tops.set(now, scrollY);
    },
    { passive: true },
  );
  for (const name of BY_HAND) addEventListener(name, stop, { passive: true });
}

/** Call once, inside the router. */
export function keepScroll(): void {
  createEffect(
    on(
      useIsRouting(),
      (routing) => {
        if (routing || wanted === null) return;
        watch.observe(document.body);
        goOn();
      },
      { defer: true },
    ),
  );
}
