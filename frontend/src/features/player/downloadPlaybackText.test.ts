import { expect, test } from "vitest";
import { aJob } from "../../../tests/jobs";
import { arrivalText, waitText } from "./downloadPlaybackText";

const NOW = new Date("2026-03-20T20:00:00Z");
const coming = aJob({ status: "downloading", progressPercent: 12 });

test("the line below the title says how far the download is, and what is left", () => {
  expect(arrivalText(coming, NOW)).toBe("Still downloading: 12 %");
  expect(arrivalText({ ...coming, etaSeconds: 1080 }, NOW)).toBe(
    "Still downloading: 12 %, 18 min left",
  );
});

test("a download that has ended says what became of it", () => {
  expect(arrivalText(aJob({ status: "completed" }), NOW)).toBe("Downloaded, importing");
  expect(arrivalText(aJob({ status: "failed", errorMessage: "The disk is full." }), NOW)).toBe(
    "The disk is full.",
  );
});

test("a wait is for a part of the download while it goes on", () => {
  expect(waitText(coming, NOW)).toBe("Waiting for this part to download");
});

test("a wait for a download that stands still or has ended says why", () => {
  expect(waitText({ ...coming, status: "stalled" }, NOW)).toMatch(/^Stalled: no data is arriving/);
  expect(waitText({ ...coming, isPaused: true, hasWorker: true }, NOW)).toBe("Pausing");
  expect(waitText(aJob({ status: "completed" }), NOW)).toBe("Downloaded, importing");
});
