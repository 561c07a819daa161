import { MemoryRouter, Route } from "@solidjs/router";
import { render, screen } from "@solidjs/testing-library";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { aJob } from "../../../tests/jobs";
import type { DownloadJob } from "../../api/types";
import { DownloadRow } from "./DownloadRow";
import { DownloadTile } from "./DownloadTile";

const NOW = new Date("2026-03-20T20:40:00");

function show(job: DownloadJob) {
  const events = { onOpen: vi.fn(), onCancel: vi.fn() };
  const row = () => <DownloadRow job={job} now={NOW} course={[0, 8]} chosen={false} {...events} />;
  render(() => (
    <MemoryRouter>
      <Route path="*" component={row} />
    </MemoryRouter>
  ));
  return events;
}

function showTile(job: DownloadJob) {
  const onOpen = vi.fn();
  render(() => <DownloadTile job={job} now={NOW} chosen={false} onOpen={onOpen} />);
  return onOpen;
}

test("a job that comes in tells share, rate and time left", () => {
  show(
    aJob({
      status: "downloading",
      progressPercent: 72,
      bytesTotal: 8_100_000_000,
      bytesDownloaded: 5_800_000_000,
      downloadSpeedMbps: 196.8,
      etaSeconds: 360,
    }),
  );

  expect(screen.getByText("6 min left")).toBeTruthy();
  expect(screen.getByText("5.8 of 8.1 GB")).toBeTruthy();
  expect(screen.getByText("24.6 MB/s")).toBeTruthy();
  expect(screen.getByRole("progressbar").getAttribute("aria-valuenow")).toBe("72");
});

test("a job that prepares has no size yet", () => {
  show(aJob({ status: "preparing" }));

  expect(screen.getByText("Asking who has it")).toBeTruthy();
  expect(screen.getByText("Size not known yet")).toBeTruthy();
});

test("a stalled job says what is wrong in amber", () => {
  show(aJob({ status: "stalled", errorMessage: "The disk is full.", progressPercent: 18 }));

  expect(screen.getByText("The disk is full.").className).toContain("text-warn");
});

test("a retrying job says when it is tried again, and how often it was", () => {
  show(aJob({ status: "retrying", retryCount: 2, nextRetryAt: "2026-03-20T20:40:30" }));

  expect(screen.getByText("Try 3 of 4 in 30 s")).toBeTruthy();
  expect(screen.getByText("Tried 3 times")).toBeTruthy();
});

test("cancel and details are two things", async () => {
  const job = aJob({ status: "downloading" });
  const events = show(job);

  await userEvent.click(screen.getByRole("button", { name: "Cancel Spring" }));
  expect(events.onCancel).toHaveBeenCalledWith(job);
  expect(events.onOpen).not.toHaveBeenCalled();

  await userEvent.click(screen.getByRole("button", { name: "Spring, details" }));
  expect(events.onOpen).toHaveBeenCalledWith("d1");
});

test("the Delete key cancels the job in focus", async () => {
  const events = show(aJob({ status: "downloading" }));

  screen.getByRole("button", { name: "Spring, details" }).focus();
  await userEvent.keyboard("{Delete}");

  expect(events.onCancel).toHaveBeenCalledOnce();
});

test("what can be watched while it comes offers to play", () => {
  show(aJob({ status: "downloading", libraryItemId: "l1" }));

  const link = screen.getByRole("link", { name: "Play Spring" });
  expect(link.getAttribute("href")).toBe("/app/play/l1");
});

test.each<[Partial<DownloadJob>, RegExp]>([
  [{ status: "queued", queuePosition: 1 }, /^Waiting for a place next in line$/],
  [
    {
      status: "completed",
      libraryItemId: "l1",
      bytesTotal: 900_000_000,
      startedAt: "2026-03-20T20:00:00Z",
      completedAt: "2026-03-20T20:00:41Z",
    },
    /^In your library · 900 MB in 41 s$/,
  ],
  [{ status: "failed", errorMessage: "The server answered 404." }, /^The server answered 404\.$/],
  [{ status: "cancelled", cancelledAt: "2026-03-20T20:12:00" }, /^Cancelled 20:12$/],
])("a tile with %o reads as %s", async (changes, line) => {
  const onOpen = showTile(aJob(changes));

  expect(screen.getByText(line)).toBeTruthy();
  await userEvent.click(screen.getByRole("button"));
  expect(onOpen).toHaveBeenCalledWith("d1");
});
