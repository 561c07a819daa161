/** Kinds of failures: transient ones (the server is away, or limits requests), and refusals. */
import { createEffect, onCleanup } from "solid-js";

export const RETRY_INTERVAL_MS = 4_000;
const TRANSIENT_STATUSES = [429, 502, 503, 504];
const FORBIDDEN = 403;

export function isTransient(error: unknown): boolean {
  if (error instanceof TypeError) return true; // fetch throws it for network errors
  return TRANSIENT_STATUSES.includes(statusOf(error) ?? 0);
}

/** Whether the account may not do this. */
export const isRefused = (error: unknown) => statusOf(error) === FORBIDDEN;

/** The status of an error response; undefined of any other error. */
const statusOf = (error: unknown) => (error as { status?: number } | undefined)?.status;

interface Failure {
  error: unknown;
  onRetry: () => void;
}

/** While the error is transient: retry at intervals, and when the tab becomes visible or online. */
export function retryWhileTransient(failure: Failure): void {
  createEffect(() => {
    if (isTransient(failure.error)) retryAtIntervals(() => failure.onRetry());
  });
}

/** Until the calling effect or component is disposed of. */
export function retryAtIntervals(onRetry: () => void): void {
  const retry = () => {
    if (!document.hidden) onRetry();
  };
  const timer = setInterval(retry, RETRY_INTERVAL_MS);
  window.addEventListener("online", retry);
  document.addEventListener("visibilitychange", retry);
  onCleanup(() => {
    clearInterval(timer);
    window.removeEventListener("online", retry);
    document.removeEventListener("visibilitychange", retry);
  });
}
