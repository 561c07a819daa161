/** Whether the server can be reached; what is read waits while it cannot. */
import { createSignal } from "solid-js";

const PROBE = "/api/v1/health/live";
export const PROBE_INTERVAL_MS = 2_000;
const PROBE_WITHIN_MS = 5_000;

const [isConnected, setConnected] = createSignal(true);
let reconnected: Promise<void> | null = null;
let interruptions = 0;
let checking: Promise<void> | null = null;

export { isConnected };

/**
 * `fetch` that fails as without a connection when the answer does not begin in time. A connection
 * that was lost without a word would wait for minutes, and a browser opens only six.
 */
export async function fetchWithin(
  limitMs: number,
  input: Request | string,
  init?: RequestInit,
): Promise<Response> {
  const controller = new AbortController();
  if (input instanceof Request) {
    const { signal } = input;
    const cancel = () => controller.abort(signal.reason);
    if (signal.aborted) cancel();
    else signal.addEventListener("abort", cancel);
  }
  const timer = setTimeout(() => controller.abort(new TypeError("No answer in time.")), limitMs);
  try {
    return await globalThis.fetch(input, { ...init, signal: controller.signal });
  } finally {
    clearTimeout(timer);
  }
}

/** Resolves once the server answers again. All callers share one series of probes. */
export function whenConnected(): Promise<void> {
  if (reconnected === null) interruptions++;
  reconnected ??= probe().finally(() => {
    reconnected = null;
    setConnected(true);
  });
  setConnected(false);
  return reconnected;
}

/**
 * Asks the server for a sign of life, once for all callers of the moment. Media are loaded by the
 * browser, which does not say why not.
 */
export function checkConnection(): Promise<void> {
  checking ??= check().finally(() => {
    checking = null;
  });
  return checking;
}

async function check(): Promise<void> {
  if (reconnected !== null) return;
  const before = interruptions;
  // A late failure says nothing of a connection that was lost and came back meanwhile.
  if (!(await answers()) && interruptions === before) void whenConnected();
}

/** Resolves after so long without an interruption of the connection. */
export async function afterConnectedFor(durationMs: number): Promise<void> {
  for (;;) {
    await reconnected;
    const before = interruptions;
    await new Promise((resolve) => setTimeout(resolve, durationMs));
    if (interruptions === before) return;
  }
}

async function probe(): Promise<void> {
  do await pause();
  while (!(await answers()));
}

const answers = () =>
  fetchWithin(
    PROBE_WITHIN_MS,
    new Request(`${location.origin}${PROBE}`, { cache: "no-store" }),
  ).then(
    (answer) => answer.ok,
    () => false,
  );

/** Until the next probe; at once when the browser says that it is online again. */
function pause(): Promise<void> {
  return new Promise((resolve) => {
    const over = () => {
      clearTimeout(timer);
      globalThis.removeEventListener("online", over);
      resolve();
    };
    const timer = setTimeout(over, PROBE_INTERVAL_MS);
    globalThis.addEventListener("online", over);
  });
}

/** `fetch` rejects with it when there was no answer; a cancelled request is a `DOMException`. */
const isUnanswered = (error: unknown) => error instanceof TypeError;

/** How long and how often a request without an answer waits for the connection. */
export interface Patience {
  waitMs: number;
  maxTries: number;
}

export const READING: Patience = { waitMs: Infinity, maxTries: Infinity };
/** Of a change that the server may have made already. */
export const ONCE: Patience = { waitMs: 0, maxTries: 1 };

/** Runs a request; without an answer it is repeated when the connection is back. */
export async function whileConnected<T>(patience: Patience, run: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await run();
    } catch (error) {
      if (!isUnanswered(error)) throw error;
      const back = whenConnected();
      if (tries >= patience.maxTries || !(await isWithin(back, patience.waitMs))) throw error;
    }
  }
}

async function isWithin(promise: Promise<void>, limitMs: number): Promise<boolean> {
  if (limitMs === Infinity) return promise.then(() => true);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const isOver = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), limitMs);
  });
  return Promise.race([promise.then(() => true), isOver]).finally(() => clearTimeout(timer));
}
