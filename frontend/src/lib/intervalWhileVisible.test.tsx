import { createRoot } from "solid-js";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { runWhileVisible } from "./intervalWhileVisible";

const INTERVAL_MS = 1_000;
let leave: () => void = () => undefined;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  leave();
  vi.useRealTimers();
});

function run(work: () => unknown) {
  createRoot((dispose) => {
    leave = dispose;
    runWhileVisible(INTERVAL_MS, work);
  });
}

const show = (hidden: boolean) => {
  vi.spyOn(document, "hidden", "get").mockReturnValue(hidden);
  document.dispatchEvent(new Event("visibilitychange"));
};

test("work is done at an interval, and at once when the tab is seen again", async () => {
  const work = vi.fn();
  run(work);
  await vi.advanceTimersByTimeAsync(2 * INTERVAL_MS);
  expect(work).toHaveBeenCalledTimes(2);

  show(true);
  await vi.advanceTimersByTimeAsync(5 * INTERVAL_MS);
  expect(work).toHaveBeenCalledTimes(2);
  show(false);
  expect(work).toHaveBeenCalledTimes(3);
});

test("work that is not done yet is not begun again", async () => {
  let finish: () => void = () => undefined;
  const work = vi.fn(() => new Promise<void>((resolve) => (finish = resolve)));
  run(work);
  await vi.advanceTimersByTimeAsync(5 * INTERVAL_MS);
  show(false);
  expect(work).toHaveBeenCalledOnce();

  finish();
  await vi.advanceTimersByTimeAsync(INTERVAL_MS);
  expect(work).toHaveBeenCalledTimes(2);
});

test("work that fails is done again at the next interval", async () => {
  const work = vi.fn(() => Promise.reject(new Error("no")));
  run(work);
  await vi.advanceTimersByTimeAsync(2 * INTERVAL_MS);

  expect(work).toHaveBeenCalledTimes(2);
});
