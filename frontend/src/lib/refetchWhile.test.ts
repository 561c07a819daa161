import { createRoot, createSignal } from "solid-js";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { refetchWhile } from "./refetchWhile";

let leave: () => void = () => undefined;

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  leave();
  vi.useRealTimers();
});

function asking() {
  const again = vi.fn();
  const [answer, setAnswer] = createSignal({ key: "1", refreshing: true }, { equals: false });
  createRoot((dispose) => {
    leave = dispose;
    refetchWhile(
      () => answer().key,
      () => answer().refreshing,
      again,
    );
  });
  return { again, setAnswer };
}

test("polls with growing delays, and not for ever, while the server is fetching", async () => {
  const { again, setAnswer } = asking();

  for (const [times, delay] of [1_500, 5_000, 15_000, 45_000].entries()) {
    await vi.advanceTimersByTimeAsync(delay - 1);
    expect(again).toHaveBeenCalledTimes(times);
    await vi.advanceTimersByTimeAsync(1);
    expect(again).toHaveBeenCalledTimes(times + 1);
    setAnswer({ key: "1", refreshing: true });
  }
  await vi.advanceTimersByTimeAsync(600_000);

  expect(again).toHaveBeenCalledTimes(4);
});

test("does not poll when everything is loaded", async () => {
  const { again, setAnswer } = asking();
  setAnswer({ key: "1", refreshing: false });

  await vi.advanceTimersByTimeAsync(60_000);

  expect(again).not.toHaveBeenCalled();
});

test("another title starts polling again", async () => {
  const { again, setAnswer } = asking();
  await vi.advanceTimersByTimeAsync(1_500);
  setAnswer({ key: "2", refreshing: true });
  await vi.advanceTimersByTimeAsync(1_500);

  expect(again).toHaveBeenCalledTimes(2);
});

test("leaving the page stops polling", async () => {
  const { again } = asking();
  leave();

  await vi.advanceTimersByTimeAsync(60_000);

  expect(again).not.toHaveBeenCalled();
});
