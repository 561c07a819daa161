/**
 * The person's other devices: this page reports what it plays at an interval, and is answered with
 * what they play and what they ask of it.
 */
import { createEffect, createMemo, createSignal, on, onCleanup, onMount } from "solid-js";
import { createStore, reconcile } from "solid-js/store";
import { deviceKnown } from "../../api/devices";
import { answerHandover, reportPlaying } from "../../api/handover";
import type { HandoverOrder, OtherDevice } from "../../api/types";
import { localPlayer } from "./localPlayer";

/** The page's own data goes first. */
const FIRST_AFTER_MS = 1_500;
/** Pausing and seeking are told soon, and not for every step of a drag. */
const SOON_MS = 400;
/** After a report that failed. */
const AGAIN_AFTER_S = 30;

const [state, setState] = createStore<{ devices: OtherDevice[] }>({ devices: [] });
const [order, setOrder] = createSignal<HandoverOrder>();
/** The orders that were answered; a late report may name one of them again. */
const answered = new Set<string>();

export const otherDevices = (): readonly OtherDevice[] => state.devices;
/** What another device asks of this one, until it is answered. */
export { order };

export function answerOrder(id: string): void {
  answered.add(id);
  setOrder(undefined);
  // One that stays is over within the hour.
  void answerHandover(id).catch(() => undefined);
}

/** Whether there is a user to report for: a hidden page counts while it plays. */
function isActive(): boolean {
  const playing = localPlayer()?.playing();
  return !document.hidden || (playing !== null && playing?.isPaused === false);
}

/** Report at an interval while the calling component is mounted. */
export function reportToOthers(): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** Counts the reports, so that a late answer to an earlier one is dropped. */
  let turn = 0;
  let isOver = false;
  const later = (ms: number) => {
    clearTimeout(timer);
    if (!isOver) timer = setTimeout(() => void report(), ms);
  };

  const report = async () => {
    if (!isActive()) return; // it goes on when the page is shown again
    turn += 1;
    const mine = turn;
    let nextInSeconds = AGAIN_AFTER_S;
    try {
      await deviceKnown();
      const found = await reportPlaying(localPlayer()?.playing() ?? null);
      if (mine !== turn) return;
      nextInSeconds = found.nextInSeconds;
      setState("devices", reconcile(found.devices));
      const asked = found.order;
      setOrder((now) => {
        if (!asked || answered.has(asked.id)) return undefined;
        return now?.id === asked.id ? now : asked;
      });
    } catch {
      // The next report says the same.
    }
    if (mine === turn) later(nextInSeconds * 1000);
  };

  const onShow = () => {
    if (!document.hidden) later(0);
  };
  const shown = createMemo(() => {
    const playing = localPlayer()?.playing();
    return playing ? `${playing.libraryItemId} ${playing.isPaused ? "paused" : "plays"}` : "";
  });
  createEffect(on(shown, () => later(SOON_MS), { defer: true }));
  onMount(() => {
    later(FIRST_AFTER_MS);
    document.addEventListener("visibilitychange", onShow);
  });
  onCleanup(() => {
    isOver = true;
    turn += 1;
    clearTimeout(timer);
    document.removeEventListener("visibilitychange", onShow);
  });
}
