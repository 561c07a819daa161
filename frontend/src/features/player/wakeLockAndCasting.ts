/** The device while something plays: a screen that stays on, and other screens nearby. */
import { createEffect, createSignal, onCleanup, type Accessor } from "solid-js";
import { listen } from "./listenWhileMounted";

/** Keeps the screen on while `isPlaying`; a hidden page loses the lock and takes it again. */
export function keepScreenOn(isPlaying: Accessor<boolean>): void {
  // Missing on addresses without TLS, although its type does not say so.
  const wakeLock = navigator.wakeLock as WakeLock | undefined;
  if (!wakeLock) return;
  createEffect(() => {
    if (!isPlaying()) return;
    let lock: WakeLockSentinel | undefined;
    let isOver = false;
    const take = () => {
      if (document.hidden) return;
      wakeLock.request("screen").then(
        (taken) => {
          if (isOver) void taken.release();
          else lock = taken;
        },
        () => undefined, // refused, for instance with an empty battery
      );
    };
    take();
    document.addEventListener("visibilitychange", take);
    onCleanup(() => {
      isOver = true;
      document.removeEventListener("visibilitychange", take);
      void lock?.release();
    });
  });
}

/** What another screen does; null: nothing plays there. */
export type RemoteScreenState = "connecting" | "connected" | "failed" | null;

/** The viewer closed the list of screens. */
const DISMISSED = ["NotAllowedError", "AbortError"];

/** Another screen, by the browser's Remote Playback API (Chromecast, AirPlay). */
export function createRemoteScreen(video: Accessor<HTMLVideoElement | undefined>) {
  const [isOffered, setOffered] = createSignal(false);
  const [state, setState] = createSignal<RemoteScreenState>(null);
  createEffect(() => {
    const remote = video()?.remote;
    if (!remote) return;
    // Where it cannot be watched all the time, it is not offered.
    void remote.watchAvailability(setOffered).catch(() => undefined);
    listen(remote, {
      connecting: () => setState("connecting"),
      connect: () => setState("connected"),
      disconnect: () => setState(null),
    });
    onCleanup(() => void remote.cancelWatchAvailability().catch(() => undefined));
  });
  return {
    isOffered,
    state,
    choose: () => {
      setState((now) => (now === "failed" ? null : now));
      video()
        ?.remote.prompt()
        .catch((error: unknown) => {
          if (!(error instanceof DOMException && DISMISSED.includes(error.name)))
            setState("failed");
        });
    },
  };
}
