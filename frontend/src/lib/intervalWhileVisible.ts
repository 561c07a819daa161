import { onCleanup, onMount } from "solid-js";

/**
 * Call `work` at an interval while the component is mounted and the tab is visible, but not before
 * the promise that it returned is settled.
 */
export function runWhileVisible(intervalMs: number, work: () => unknown): void {
  let isBusy = false;
  const run = () => {
    if (document.hidden || isBusy) return;
    const result = work();
    if (!(result instanceof Promise)) return;
    isBusy = true;
    const settle = () => {
      isBusy = false;
    };
    result.then(settle, settle);
  };
  onMount(() => {
    const timer = setInterval(run, intervalMs);
    // Refresh at once when the tab becomes visible again: its data is out of date.
    document.addEventListener("visibilitychange", run);
    onCleanup(() => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", run);
    });
  });
}
