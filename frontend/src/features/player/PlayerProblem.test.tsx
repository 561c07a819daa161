import { render, screen } from "@solidjs/testing-library";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { RETRY_INTERVAL_MS } from "../../ui/failureKinds";
import { PlayerProblem } from "./PlayerProblem";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function show(mayPass: boolean) {
  const onRetry = vi.fn();
  const failure = { title: "This does not load", text: "The server is away.", mayPass };
  render(() => (
    <PlayerProblem name="Sunrise" failure={failure} onRetry={onRetry} onBack={() => undefined}>
      <button>Download</button>
    </PlayerProblem>
  ));
  return onRetry;
}

test("what may pass is tried again by itself", () => {
  const onRetry = show(true);
  vi.advanceTimersByTime(RETRY_INTERVAL_MS);

  expect(onRetry).toHaveBeenCalledOnce();
  expect(screen.getByRole("alert").textContent).toContain("tried again by itself");
  expect(screen.queryByText("Download")).toBeNull();
});

test("what does not pass is left alone, beside other ways to watch the film", () => {
  const onRetry = show(false);
  vi.advanceTimersByTime(10 * RETRY_INTERVAL_MS);

  expect(onRetry).not.toHaveBeenCalled();
  expect(screen.getByText("Download")).toBeTruthy();
});

test("it says of which title it speaks", () => {
  show(false);

  expect(screen.getByRole("alert").textContent).toMatch(/^Sunrise.*This does not load/);
});

test("where trying again does not help, it offers what does", () => {
  const onRetry = vi.fn();
  const failure = { title: "The file ends here", text: "", action: "Start over" };
  render(() => (
    <PlayerProblem name="Sunrise" failure={failure} onRetry={onRetry} onBack={() => undefined} />
  ));
  expect(screen.queryByText("Try again")).toBeNull();

  screen.getByRole("button", { name: "Start over" }).click();
  expect(onRetry).toHaveBeenCalledOnce();
});
