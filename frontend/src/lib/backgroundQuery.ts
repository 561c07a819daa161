/** Data that no part of a page waits for. */
import { createComputed, createMemo, onCleanup, type Accessor } from "solid-js";
import { createStore, reconcile } from "solid-js/store";

/**
 * The latest answer of a query, or the fallback when it failed; undefined until the first one.
 * Unlike a resource it suspends nothing, so that a slow answer holds up neither the page nor the way
 * to it. Rows with the same `key` stay themselves, and keep the focus.
 */
export function createBackgroundQuery<T, F>(
  fetch: () => Promise<T>,
  fallback: F,
  key = "id",
): Accessor<T | F | undefined> {
  const [known, setKnown] = createStore<{ answer?: T | F }>({});
  createComputed(() => {
    let isReplaced = false;
    onCleanup(() => (isReplaced = true));
    void fetch()
      .catch(() => fallback)
      .then((latest) => {
        // A copy: the query keeps its own answer.
        if (!isReplaced) setKnown("answer", reconcile(structuredClone(latest), { key }));
      });
  });
  const answer = createMemo(() => known.answer);
  return answer;
}
