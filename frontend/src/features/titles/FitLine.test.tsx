import { render, screen } from "@solidjs/testing-library";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { localDay } from "../../lib/localDay";
import { FitLine } from "./FitLine";

beforeEach(() => {
  vi.useFakeTimers({ now: new Date("2026-03-01T12:00:00Z") });
});
afterEach(() => {
  vi.useRealTimers();
});

test("an unreleased title shows its date", () => {
  render(() => <FitLine item={undefined} playback={undefined} releaseDate="2026-05-04" />);

  expect(screen.getByText("Not out yet. It comes on 4 May 2026")).toBeTruthy();
});

test.each(["2026-02-04", localDay(new Date("2026-03-01T12:00:00Z")), null])(
  "what came out on %s says how to get it",
  (day) => {
    render(() => <FitLine item={undefined} playback={undefined} releaseDate={day} />);

    expect(screen.getByText(/Download it from a link/)).toBeTruthy();
  },
);
