import { createSignal, type Accessor } from "solid-js";
import { isBackNavigation } from "../lib/scrollRestoration";

/** What is below the first view is rendered after this time at the latest. */
const MAX_WAIT_MS = 500;

/** Set until the end of the task that renders a page. */
let isFirstTaken = false;

/**
 * Whether to render something large: the first that a page renders at once, the others when the
 * browser is idle, so that the first view is painted before what is below it exists. On back
 * navigation at once: the scroll position needs the contents.
 */
export function renderWhenIdle(): Accessor<boolean> {
  if (isBackNavigation() || !isFirstTaken) {
    isFirstTaken = true;
    setTimeout(() => (isFirstTaken = false));
    return () => true;
  }
  const [isRendered, setRendered] = createSignal(false);
  const render = () => setRendered(true);
  // Safari has no idle callbacks.
  if (typeof requestIdleCallback !== "function") setTimeout(render);
  else requestIdleCallback(render, { timeout: MAX_WAIT_MS });
  return isRendered;
}
