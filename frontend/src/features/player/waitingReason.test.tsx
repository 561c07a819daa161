import { createRoot, createSignal } from "solid-js";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { PROBE_INTERVAL_MS } from "../../api/serverConnection";
import { CHECK_INTERVAL_MS, createWaitingReason, LONG_MS, NOTICEABLE_MS } from "./waitingReason";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("a picture that does not come for want of a connection says so, until there is one", async () => {
  const asked = vi.fn<() => Promise<Response>>(() => Promise.resolve(new Response()));
  vi.stubGlobal("fetch", asked);
  const [isWaiting, setWaiting] = createSignal(false);
  const { reason, leave } = createRoot((dispose) => ({
    ...createWaitingReason(isWaiting, () => "It converts another film."),
    leave: dispose,
  }));
  await vi.advanceTimersByTimeAsync(2 * CHECK_INTERVAL_MS);
  expect(asked).not.toHaveBeenCalled(); // nothing is waited for

  setWaiting(true);
  await vi.advanceTimersByTimeAsync(CHECK_INTERVAL_MS);
  expect(asked).toHaveBeenCalledOnce();
  expect(reason()).toBe("It converts another film.");

  asked.mockRejectedValue(new TypeError("Failed to fetch"));
  await vi.advanceTimersByTimeAsync(CHECK_INTERVAL_MS);
  expect(reason()).toBe("Not connected, trying again");

  asked.mockResolvedValue(new Response());
  await vi.advanceTimersByTimeAsync(PROBE_INTERVAL_MS);
  expect(reason()).toBe("It converts another film.");
  leave();
});

test("a wait is said to be one after a moment, and may be ended after a while", async () => {
  vi.stubGlobal("fetch", () => Promise.resolve(new Response()));
  const [isWaiting, setWaiting] = createSignal(true);
  const [known, setKnown] = createSignal<string>();
  const { reason, canRetry, restart, leave } = createRoot((dispose) => ({
    ...createWaitingReason(isWaiting, known),
    leave: dispose,
  }));
  await vi.advanceTimersByTimeAsync(NOTICEABLE_MS - 1);
  expect(reason()).toBeUndefined(); // most films are there by now

  await vi.advanceTimersByTimeAsync(1);
  expect([reason(), canRetry()]).toEqual(["Waiting for the server", false]);
  await vi.advanceTimersByTimeAsync(LONG_MS - NOTICEABLE_MS);
  expect([reason(), canRetry()]).toEqual(["The server takes long to answer", true]);

  setKnown("It converts another film.");
  expect([reason(), canRetry()]).toEqual(["It converts another film.", false]);
  setKnown(undefined);
  restart();
  expect([reason(), canRetry()]).toEqual([undefined, false]);
  await vi.advanceTimersByTimeAsync(LONG_MS);
  expect(canRetry()).toBe(true);

  setWaiting(false);
  expect(canRetry()).toBe(false);
  leave();
});
