import { onCleanup, onMount } from "solid-js";

/** Call `work` at an interval while the component is mounted and the tab is visible. */
export function runWhileVisible(intervalMs: number, work: () => void): void {
  onMount(() => {
    const timer = setInterval(() => {
      if (!document.hidden) work();
    }, intervalMs);
    // Refresh at once when the tab becomes visible again: its data is out of date.
    const onShow = () => {
      if (!document.hidden) work();
    };
    document.addEventListener("visibilitychange", onShow);
    onCleanup(() => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", onShow);
    });
  });
}
