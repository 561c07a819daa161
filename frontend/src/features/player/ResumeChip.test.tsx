import { render, screen } from "@solidjs/testing-library";
import { createSignal } from "solid-js";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ResumeChip } from "./ResumeChip";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test("the note leaves the place of a menu while it is open, and its time goes on", () => {
  const [isHidden, setHidden] = createSignal(false);
  const onForget = vi.fn();
  render(() => (
    <ResumeChip at={95} isHidden={isHidden()} onStartOver={() => undefined} onForget={onForget} />
  ));
  expect(screen.getByText("Resumed at 1:35")).toBeTruthy();

  setHidden(true);
  expect(screen.queryByText("Start over")).toBeNull();
  vi.advanceTimersByTime(5_000);
  setHidden(false);
  expect(screen.getByText("Start over")).toBeTruthy();
  vi.advanceTimersByTime(4_000);

  expect(onForget).toHaveBeenCalledOnce();
});
