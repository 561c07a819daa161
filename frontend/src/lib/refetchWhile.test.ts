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

test("polls at most twice while the server is fetching", async () => {
  const { again, setAnswer } = asking();
  await vi.advanceTimersByTimeAsync(1_500);
  expect(again).toHaveBeenCalledTimes(1);

  setAnswer({ key: "1", refreshing: true });
  await vi.advanceTimersByTimeAsync(4_900);
  expect(again).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(200);
  expect(again).toHaveBeenCalledTimes(2);

  setAnswer({ key: "1", refreshing: true });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(again).toHaveBeenCalledTimes(2);
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
