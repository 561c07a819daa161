import { onCleanup, onMount } from "solid-js";

/** Calls `work` every so often while the component is mounted and the tab is looked at. */
export function runWhileVisible(intervalMs: number, work: () => void): void {
  onMount(() => {
    const timer = setInterval(() => {
      if (!document.hidden) work();
    }, intervalMs);
    // Coming back to the tab should not show what was true when it was left.
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
