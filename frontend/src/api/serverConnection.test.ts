// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import {
  checkConnection,
  fetchWithin,
  isConnected,
  ONCE,
  PROBE_INTERVAL_MS,
  READING,
  whileConnected,
} from "./serverConnection";

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

test("a server that gives no sign of life is not connected until it does", async () => {
  vi.stubGlobal("fetch", vi.fn().mockResolvedValue(new Response()));
  await checkConnection();
  expect(isConnected()).toBe(true);

  vi.stubGlobal("fetch", away);
  await checkConnection();
  expect(isConnected()).toBe(false);

  vi.stubGlobal("fetch", vi.fn().mockResolvedValue(new Response()));
  await vi.advanceTimersByTimeAsync(PROBE_INTERVAL_MS);
  expect(isConnected()).toBe(true);
});

test("those who look at the connection at the same time share a probe", async () => {
  const probed = vi.fn(() => Promise.resolve(new Response()));
  vi.stubGlobal("fetch", probed);

  await Promise.all([checkConnection(), checkConnection()]);
  expect(probed).toHaveBeenCalledOnce();

  await checkConnection();
  expect(probed).toHaveBeenCalledTimes(2);
});

test("a probe that fails late does not end a connection that came back meanwhile", async () => {
  let fail: (error: Error) => void = () => undefined;
  const late = new Promise<Response>((_, reject) => (fail = reject));
  vi.stubGlobal("fetch", vi.fn().mockReturnValueOnce(late).mockResolvedValue(new Response()));
  const checked = checkConnection();
  await expect(whileConnected(ONCE, away)).rejects.toThrow("Failed to fetch");
  await vi.advanceTimersByTimeAsync(PROBE_INTERVAL_MS);
  expect(isConnected()).toBe(true);

  fail(new TypeError("No answer in time."));
  await checked;
  expect(isConnected()).toBe(true);
});

test("a refusal is an answer", async () => {
  await expect(whileConnected(READING, () => Promise.reject(new Error("no")))).rejects.toThrow(
    "no",
  );
  expect(isConnected()).toBe(true);
});

/** A server that accepts a request and never answers. */
const hung = (_: unknown, init?: RequestInit) =>
  new Promise<Response>((_resolve, reject) => {
    init?.signal?.addEventListener("abort", () => reject(init.signal?.reason as Error));
  });

test("a request without an answer in time fails as without a connection", async () => {
  vi.stubGlobal("fetch", hung);
  const answer = fetchWithin(1_000, "http://localhost/api/v1/dashboard");
  const refused = expect(answer).rejects.toThrow(TypeError);

  await vi.advanceTimersByTimeAsync(1_000);
  await refused;
});

test("a request with a limit is still cancelled by its page", async () => {
  vi.stubGlobal("fetch", hung);
  const page = new AbortController();
  const request = new Request("http://localhost/api/v1/search", { signal: page.signal });
  const answer = fetchWithin(1_000, request);
  const cancelled = expect(answer).rejects.toThrow("The page was left.");

  page.abort(new Error("The page was left."));
  await cancelled;
});

test("a probe that hangs does not end the series", async () => {
  const probed = vi.fn(hung);
  vi.stubGlobal("fetch", probed);
  const answer = whileConnected(
    READING,
    vi.fn(() => Promise.resolve("data")).mockImplementationOnce(away),
  );
  await vi.advanceTimersByTimeAsync(PROBE_INTERVAL_MS);
  expect(probed).toHaveBeenCalledOnce();

  probed.mockResolvedValue(new Response());
  await vi.advanceTimersByTimeAsync(60_000);
  await expect(answer).resolves.toBe("data");
});
