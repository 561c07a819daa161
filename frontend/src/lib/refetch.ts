import { createEffect, onCleanup } from "solid-js";

/** When it is looked again, after something was said to be on its way. */
const RETRY_DELAYS_MS = [1_500, 5_000];

/**
 * Ask again a little later, twice at most, while the server says that it is still fetching. `key`
 * is the thing that is asked for: another one starts over.
 */
export function refetchWhile(
  key: () => string,
  isFetching: () => boolean,
  again: () => void,
): void {
  let asked = { key: "", times: 0 };
  createEffect(() => {
    if (asked.key !== key()) asked = { key: key(), times: 0 };
    const wait = RETRY_DELAYS_MS[asked.times];
    if (!isFetching() || wait === undefined) return;
    const timer = setTimeout(() => {
      asked.times += 1;
      again();
    }, wait);
    onCleanup(() => clearTimeout(timer));
  });
}
