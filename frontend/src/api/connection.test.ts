// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { isConnected, ONCE, PROBE_INTERVAL_MS, READING, whileConnected } from "./connection";

const away = () => Promise.reject(new TypeError("Failed to fetch"));

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("reading waits until the server answers again, and is then repeated", async () => {
  const probed = vi.fn<() => Promise<Response>>(away);
  vi.stubGlobal("fetch", probed);
  const read = vi.fn(() => Promise.resolve("data")).mockImplementationOnce(away);
  const answer = whileConnected(READING, read);

  await vi.advanceTimersByTimeAsync(PROBE_INTERVAL_MS);
  expect(probed).toHaveBeenCalledOnce();
  expect(isConnected()).toBe(false);
  expect(read).toHaveBeenCalledOnce();

  probed.mockResolvedValue(new Response());
  globalThis.dispatchEvent(new Event("online"));
  await expect(answer).resolves.toBe("data");
  expect(isConnected()).toBe(true);
});

test("a change fails at once and is not repeated", async () => {
  vi.stubGlobal("fetch", vi.fn().mockResolvedValue(new Response()));
  const change = vi.fn(away);
  await expect(whileConnected(ONCE, change)).rejects.toThrow("Failed to fetch");
  expect(isConnected()).toBe(false);

  await vi.advanceTimersByTimeAsync(PROBE_INTERVAL_MS);
  expect(isConnected()).toBe(true);
  expect(change).toHaveBeenCalledOnce();
});

test("a refusal is an answer", async () => {
  await expect(whileConnected(READING, () => Promise.reject(new Error("no")))).rejects.toThrow(
    "no",
  );
  expect(isConnected()).toBe(true);
});
