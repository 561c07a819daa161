import { createEffect, onCleanup } from "solid-js";

/** Delays between the refetches; after a minute the server no longer reports that it is fetching. */
const RETRY_DELAYS_MS = [1_500, 5_000, 15_000, 45_000];

/**
 * Refetch a few times, with growing delays, while the server reports that it is still fetching. `key`
 * identifies the resource: a new key starts over.
 */
export function refetchWhile(
  key: () => string,
  isFetching: () => boolean,
  refetch: () => void,
): void {
  let refetched = { key: "", times: 0 };
  createEffect(() => {
    if (refetched.key !== key()) refetched = { key: key(), times: 0 };
    const wait = RETRY_DELAYS_MS[refetched.times];
    if (!isFetching() || wait === undefined) return;
    const timer = setTimeout(() => {
      refetched.times += 1;
      refetch();
    }, wait);
    onCleanup(() => clearTimeout(timer));
  });
}
