/** What a picture that does not come is waiting for. */
import { createEffect, createSignal, onCleanup, type Accessor } from "solid-js";
import { checkConnection, isConnected } from "../../api/serverConnection";

/** So often the connection is looked at meanwhile. */
export const CHECK_INTERVAL_MS = 2_500;
/** A wait of this length is said to be one; shorter ones show the ring alone. */
export const NOTICEABLE_MS = 3_000;
/** After this the viewer may try again. */
export const LONG_MS = 8_000;

/** `known` is what the player knows of it: without a connection that is old. */
export function createWaitingReason(
  isWaiting: Accessor<boolean>,
  known: Accessor<string | undefined>,
) {
  const [waitedMs, setWaitedMs] = createSignal(0);
  const [tries, setTries] = createSignal(0);
  createEffect(() => {
    if (!isWaiting()) return;
    const timer = setInterval(() => void checkConnection(), CHECK_INTERVAL_MS);
    onCleanup(() => clearInterval(timer));
  });
  createEffect(() => {
    tries();
    setWaitedMs(0);
    if (!isWaiting()) return;
    const timers = [NOTICEABLE_MS, LONG_MS].map((ms) => setTimeout(() => setWaitedMs(ms), ms));
    onCleanup(() => timers.forEach(clearTimeout));
  });
  const isLong = () => waitedMs() >= LONG_MS;
  const unknown = () => {
    if (waitedMs() < NOTICEABLE_MS) return undefined;
    return isLong() ? "The server takes long to answer" : "Waiting for the server";
  };
  return {
    reason: () => (isConnected() ? (known() ?? unknown()) : "Not connected, trying again"),
    /** Whether trying again may help: what the player knows of passes by itself. */
    canRetry: () => isLong() && (!isConnected() || known() === undefined),
    /** Trying again is waited for anew. */
    restart: () => setTries((count) => count + 1),
  };
}
