import { MemoryRouter, Route } from "@solidjs/router";
import { render, screen } from "@solidjs/testing-library";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { aJob } from "../../../tests/jobs";
import type { DownloadJob } from "../../api/types";
import { DownloadRow } from "./DownloadRow";
import { DownloadTile } from "./DownloadTile";
import type { JobListContext } from "./JobCard";
import { createSelection } from "./bulkSelection";

const NOW = new Date("2026-03-20T20:40:00");

function aList() {
  const actions = {
    pause: vi.fn(),
    resume: vi.fn(),
    pauseOrResume: vi.fn(),
    retry: vi.fn(),
    cancel: vi.fn(),
    remove: vi.fn(),
    queue: vi.fn(),
    many: vi.fn(),
  };
  const list: JobListContext = {
    now: () => NOW,
    statusContext: () => ({ freeBytes: 1.1e9 }),
    openJobId: () => undefined,
    toggleDetails: vi.fn(),
    selection: createSelection(() => ["d1", "d2"]),
    actions,
  };
  return { list, actions };
}

function show(job: DownloadJob) {
  const given = aList();
  const row = () => <DownloadRow job={job} list={given.list} speedHistory={[0, 8]} />;
  render(() => (
    <MemoryRouter>
      <Route path="*" component={row} />
    </MemoryRouter>
  ));
  return given;
}

function showTile(job: DownloadJob) {
  const { list } = aList();
  const tile = () => <DownloadTile job={job} list={list} />;
  render(() => (
    <MemoryRouter>
      <Route path="*" component={tile} />
    </MemoryRouter>
  ));
  return list;
}

const details = () => screen.getByRole("button", { name: "Spring, details" });

test("a downloading job shows percentage, rate and time left", () => {
  show(
    aJob({
      status: "downloading",
      progressPercent: 72,
      bytesTotal: 8_100_000_000,
      bytesDownloaded: 5_840_000_000,
      downloadBytesPerS: 24_600_000,
      etaSeconds: 360,
    }),
  );

  expect(screen.getByText("6 min left")).toBeTruthy();
  expect(screen.getByText("5.8 of 8.1 GB")).toBeTruthy();
  expect(screen.getByText("24.6 MB/s")).toBeTruthy();
  expect(screen.getByRole("progressbar").getAttribute("aria-valuenow")).toBe("72");
});

test("a preparing job has no size yet", () => {
  show(aJob({ status: "preparing" }));

  expect(screen.getByText("Looking for peers")).toBeTruthy();
  expect(screen.getByText("Size unknown")).toBeTruthy();
});

test("a stalled job says what is wrong in amber", () => {
  show(aJob({ status: "stalled", errorMessage: "No peer sends data.", progressPercent: 18 }));

  expect(screen.getByText("No peer sends data.").className).toContain("text-warn");
});

test("a job that waits for disk space says how much it needs and how much there is", () => {
  show(aJob({ status: "stalled", detail: "waiting_for_space", bytesTotal: 4.2e9 }));

  expect(screen.getByText("Waiting for disk space: needs 4.2 GB, 1.1 GB free.")).toBeTruthy();
});

test("a retrying job says when it is tried again, how often it was, and can be tried now", async () => {
  const job = aJob({ status: "retrying", retryCount: 2, nextRetryAt: "2026-03-20T20:40:30" });
  const { actions } = show(job);

  expect(screen.getByText("Attempt 3 of 4 in 30 s")).toBeTruthy();
  expect(screen.getByText("Tried 2 times")).toBeTruthy();
  await userEvent.click(screen.getByRole("button", { name: "Retry Spring now" }));
  expect(actions.retry).toHaveBeenCalledWith(job);
});

test("pause, cancel and details are separate", async () => {
  const job = aJob({ status: "downloading" });
  const { list, actions } = show(job);

  await userEvent.click(screen.getByRole("button", { name: "Pause Spring" }));
  expect(actions.pause).toHaveBeenCalledWith(job);
  await userEvent.click(screen.getByRole("button", { name: "Cancel Spring" }));
  expect(actions.cancel).toHaveBeenCalledWith(job);
  expect(list.toggleDetails).not.toHaveBeenCalled();

  await userEvent.click(details());
  expect(list.toggleDetails).toHaveBeenCalledWith("d1");
});

test("a paused job offers to resume", async () => {
  const job = aJob({ status: "stalled", detail: "paused", isPaused: true });
  const { actions } = show(job);

  await userEvent.click(screen.getByRole("button", { name: "Resume Spring" }));

  expect(actions.resume).toHaveBeenCalledWith(job);
});

test("Ctrl+click selects, and after that a plain click does", async () => {
  const { list } = show(aJob({ status: "downloading" }));
  const user = userEvent.setup();

  await user.keyboard("{Control>}");
  await user.click(details());
  await user.keyboard("{/Control}");
  expect(list.selection.has("d1")).toBe(true);

  await user.click(details());
  expect(list.selection.has("d1")).toBe(false);
  expect(list.toggleDetails).not.toHaveBeenCalled();
});

test("a download that can be streamed offers to play", () => {
  show(aJob({ status: "downloading", libraryItemId: "l1" }));

  const link = screen.getByRole("link", { name: "Play Spring" });
  expect(link.getAttribute("href")).toBe("/app/play/l1");
});

test.each<[Partial<DownloadJob>, RegExp]>([
  [{ status: "queued", queuePosition: 1 }, /^Next in the queue$/],
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
  [
    { status: "failed", owner: { id: "u2", displayName: "Rosa" } },
    /^The download failed\. · Rosa$/,
  ],
])("a tile with %o reads as %s", async (changes, line) => {
  const list = showTile(aJob(changes));

  expect(screen.getByText(line)).toBeTruthy();
  await userEvent.click(details());
  expect(list.toggleDetails).toHaveBeenCalledWith("d1");
});

test("a completed download can be played from its tile", () => {
  showTile(aJob({ status: "completed", libraryItemId: "l1" }));

  const link = screen.getByRole("link", { name: "Play Spring" });
  expect(link.getAttribute("href")).toBe("/app/play/l1");
});

test("a job is named by its title and episode", () => {
  show(
    aJob({
      status: "downloading",
      title: "pioneer.one.0105",
      mediaTitle: "Pioneer One",
      seasonNumber: 1,
      episodeNumber: 5,
    }),
  );

  expect(screen.getByRole("heading", { name: "Pioneer One, S1 E5" })).toBeTruthy();
});
