import { render, screen } from "@solidjs/testing-library";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { aFile } from "../../../tests/titles";
import { localDay } from "../../lib/localDay";
import { PlayabilityLine } from "./PlayabilityLine";

beforeEach(() => {
  vi.useFakeTimers({ now: new Date("2026-03-01T12:00:00Z") });
});
afterEach(() => {
  vi.useRealTimers();
});

test("an unreleased title shows its date", () => {
  render(() => <PlayabilityLine item={undefined} playback={undefined} releaseDate="2026-05-04" />);

  expect(screen.getByText("Not out yet. It comes on 4 May 2026")).toBeTruthy();
});

test("a file that is not at hand says what to do, any other how it plays", () => {
  const lost = aFile({ absence: { reason: "missing", away: "" } });
  const away = aFile({ absence: { reason: "away", away: "travel" } });
  const playback = { libraryItemId: "l1", kind: "direct" as const, reasons: [] };
  const shown = { ...playback, summary: "Plays as it is" };
  render(() => (
    <>
      <PlayabilityLine item={lost} playback={shown} />
      <PlayabilityLine item={away} playback={shown} />
      <PlayabilityLine item={aFile()} playback={shown} />
    </>
  ));

  expect(screen.getByText(/^Missing: .*Put it back or connect its disk, then rescan/)).toBeTruthy();
  expect(screen.getByText(/^Away: .*on travel/)).toBeTruthy();
  expect(screen.getAllByText("Plays as it is")).toHaveLength(1);
});

test.each(["2026-02-04", localDay(new Date("2026-03-01T12:00:00Z")), null])(
  "what came out on %s says how to get it",
  (day) => {
    render(() => <PlayabilityLine item={undefined} playback={undefined} releaseDate={day} />);

    expect(screen.getByText(/Download it from a link/)).toBeTruthy();
  },
);
