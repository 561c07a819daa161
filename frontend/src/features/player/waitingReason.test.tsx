import { createRoot, createSignal } from "solid-js";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { PROBE_INTERVAL_MS } from "../../api/connection";
import { CHECK_INTERVAL_MS, createWaitingReason } from "./waitingReason";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("a picture that does not come for want of a connection says so, until there is one", async () => {
  const asked = vi.fn<() => Promise<Response>>(() => Promise.resolve(new Response()));
  vi.stubGlobal("fetch", asked);
  const [isWaiting, setWaiting] = createSignal(false);
  const { reason, leave } = createRoot((dispose) => ({
    reason: createWaitingReason(isWaiting, () => "It converts another film."),
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
