import { render, screen, waitFor } from "@solidjs/testing-library";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { FailedState } from "./FailedState";
import { RETRY_INTERVAL_MS } from "./failureKinds";

class Refusal extends Error {
  constructor(readonly status: number) {
    super("The database does not answer.");
  }
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test.each([["away", new Refusal(503)] as const, ["not reached", new TypeError("failed")] as const])(
  "a page whose server is %s asks again by itself until it is gone",
  (_, error) => {
    const ask = vi.fn();
    const { unmount } = render(() => <FailedState error={error} onRetry={ask} />);
    expect(screen.getByRole("alert").textContent).toContain("retries by itself");

    vi.advanceTimersByTime(2 * RETRY_INTERVAL_MS);
    expect(ask).toHaveBeenCalledTimes(2);
    window.dispatchEvent(new Event("online"));
    expect(ask).toHaveBeenCalledTimes(3);

    unmount();
    vi.advanceTimersByTime(2 * RETRY_INTERVAL_MS);
    window.dispatchEvent(new Event("online"));
    expect(ask).toHaveBeenCalledTimes(3);
  },
);

test("a permanent failure is not retried automatically", () => {
  const ask = vi.fn();
  render(() => <FailedState error={new Refusal(404)} onRetry={ask} />);

  vi.advanceTimersByTime(5 * RETRY_INTERVAL_MS);
  expect(ask).not.toHaveBeenCalled();
  screen.getByRole("button", { name: "Try again" }).click();
  expect(ask).toHaveBeenCalledTimes(1);
  expect(screen.getByRole("alert").textContent).not.toContain("by itself");
});

test("what an account may not do says so and offers no retry", () => {
  const refusal = new Refusal(403);
  refusal.message = "Your account may not delete files.";
  render(() => <FailedState error={refusal} text="It did not load." onRetry={vi.fn()} />);

  const alert = screen.getByRole("alert");
  expect(alert.textContent).toContain("Your account may not delete files.");
  expect(alert.textContent).not.toContain("It did not load.");
  expect(screen.queryByRole("button")).toBeNull();
});

test("a hidden window does not retry", () => {
  const ask = vi.fn();
  vi.spyOn(document, "hidden", "get").mockReturnValue(true);
  render(() => <FailedState error={new Refusal(503)} onRetry={ask} />);

  vi.advanceTimersByTime(5 * RETRY_INTERVAL_MS);
  expect(ask).not.toHaveBeenCalled();
  vi.restoreAllMocks();
});

test("a poster that does not load leaves its colours alone", async () => {
  render(() => <FailedState error={new TypeError("failed")} onRetry={() => undefined} />);
  const poster = await waitFor(() => {
    const found = screen.getByRole("alert").querySelector("img");
    if (!found) throw new Error("There is no poster yet.");
    return found;
  });
  expect(poster.hidden).toBe(false);

  poster.dispatchEvent(new Event("error"));

  expect(poster.hidden).toBe(true);
});
