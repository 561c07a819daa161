/** What a picture that does not come is waiting for. */
import { createEffect, onCleanup, type Accessor } from "solid-js";
import { checkConnection, isConnected } from "../../api/connection";

/** So often the connection is looked at meanwhile. */
export const CHECK_INTERVAL_MS = 2_500;

/** `known` is what the player knows of it: without a connection that is old. */
export function createWaitingReason(
  isWaiting: Accessor<boolean>,
  known: Accessor<string | undefined>,
): Accessor<string | undefined> {
  createEffect(() => {
    if (!isWaiting()) return;
    const timer = setInterval(() => void checkConnection(), CHECK_INTERVAL_MS);
    onCleanup(() => clearInterval(timer));
  });
  return () => (isConnected() ? known() : "Not connected, trying again");
}
