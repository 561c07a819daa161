// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { API_ROOT, authorizedEarly, requestEarly } from "./earlyRequests";

const fetched = vi.fn(() => Promise.resolve(new Response("fresh")));

beforeEach(() => {
  vi.useFakeTimers();
  fetched.mockClear();
  vi.stubGlobal("fetch", fetched);
});
afterEach(() => {
  vi.advanceTimersByTime(60_000);
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const ask = (path: string) => authorizedEarly(new Request(`${API_ROOT}${path}`));

test("an early response is returned once, to the first caller", async () => {
  void requestEarly(Promise.resolve(true), ["/dashboard"]);
  await ask("/dashboard");
  expect(fetched).toHaveBeenCalledTimes(1);

  await ask("/dashboard");
  expect(fetched).toHaveBeenCalledTimes(2);
});

test("an outdated early response is requested again", async () => {
  void requestEarly(Promise.resolve(true), ["/dashboard"]);
  await vi.advanceTimersByTimeAsync(10_000);

  await ask("/dashboard");

  expect(fetched).toHaveBeenCalledTimes(2);
});

test("a failed early request is repeated by the page", async () => {
  fetched.mockRejectedValueOnce(new Error("The server cannot answer just now."));
  void requestEarly(Promise.resolve(true), ["/dashboard"]);

  expect(await (await ask("/dashboard")).text()).toBe("fresh");
});

test("nothing is requested without a session", async () => {
  void requestEarly(Promise.resolve(false), ["/dashboard"]);
  await vi.advanceTimersByTimeAsync(1);

  expect(fetched).not.toHaveBeenCalled();
});
