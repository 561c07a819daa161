/** Failures that end without anybody doing anything: the server, or what it needs, is away. */
import { createEffect, onCleanup } from "solid-js";

export const ASK_AGAIN_MS = 10_000;
const AWAY = [502, 503, 504];

export function isPassing(error: unknown): boolean {
  if (error instanceof TypeError) return true; // what fetch throws when nobody answers
  if (typeof error !== "object" || error === null || !("status" in error)) return false;
  return AWAY.includes(Number(error.status));
}

interface Failure {
  error: unknown;
  onRetry: () => void;
}

/** While the failure is one that passes: now and then, and as soon as there is reason to hope. */
export function askAgain(failure: Failure): void {
  createEffect(() => {
    if (!isPassing(failure.error)) return;
    const look = () => {
      if (!document.hidden) failure.onRetry();
    };
    const timer = setInterval(look, ASK_AGAIN_MS);
    window.addEventListener("online", look);
    document.addEventListener("visibilitychange", look);
    onCleanup(() => {
      clearInterval(timer);
      window.removeEventListener("online", look);
      document.removeEventListener("visibilitychange", look);
    });
  });
}
