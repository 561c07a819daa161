/** Data that no part of a page waits for. */
import { createComputed, createSignal, onCleanup, type Accessor } from "solid-js";

/**
 * The latest answer of a query that does not fail; undefined until the first one. Unlike a resource
 * it suspends nothing, so that a slow answer holds up neither the page nor the way to it.
 */
export function createBackgroundQuery<T>(fetch: () => Promise<T>): Accessor<T | undefined> {
  const [latest, setLatest] = createSignal<T>();
  createComputed(() => {
    let isReplaced = false;
    onCleanup(() => (isReplaced = true));
    void fetch().then((answer) => {
      if (!isReplaced) setLatest(() => answer);
    });
  });
  return latest;
}
