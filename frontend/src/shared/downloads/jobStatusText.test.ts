import { expect, test } from "vitest";
import { aJob } from "../../../tests/jobs";
import type { DownloadJob } from "../../api/types";
import { completionTime, summaryText } from "./downloadsSummary";
import { nameOf } from "./jobName";
import { isOpen, sectionOf, progressOf } from "./jobState";
import { completionText, seedLimitText, statusSentence, statusTextOf } from "./jobStatusText";

const NOW = new Date("2026-03-20T20:40:00");

test.each<[Partial<DownloadJob>, string]>([
  [{ status: "queued", queuePosition: 1 }, "Next in the queue"],
  [{ status: "queued", queuePosition: 4 }, "Number 4 in the queue"],
  [{ status: "preparing", sourceType: "magnet" }, "Looking for peers"],
  [{ status: "preparing", sourceType: "http" }, "Preparing"],
  [{ status: "downloading", etaSeconds: 360 }, "Downloading, 6 min left"],
  [{ status: "downloading", etaSeconds: null }, "Downloading"],
  [
    { status: "downloading", etaSeconds: 360, peers: 14, peersKnown: 32 },
    "Downloading from 14 of 32 peers, 6 min left",
  ],
  [{ status: "preparing", detail: "fetching_metadata" }, "Fetching metadata"],
  [{ status: "downloading", detail: "moving", goesTo: "Films" }, "Downloaded. Moving to Films"],
  [
    { status: "stalled", detail: "paused", isPaused: true, startedAt: "2026-03-20T20:00:00Z" },
    "Paused. What is downloaded is kept",
  ],
  [{ status: "queued", isPaused: true }, "Paused before it started"],
  [{ status: "downloading", isPaused: true, hasWorker: true }, "Pausing"],
  [{ status: "queued", isForced: true }, "Starts now"],
  [
    { status: "stalled", detail: "waiting_for_space", bytesTotal: 6e9, bytesDownloaded: 1.8e9 },
    "Waiting for disk space: needs 4.2 GB, 1.1 GB free. Free some space, and it resumes by itself",
  ],
  [
    { status: "stalled", detail: "waiting_for_space", bytesTotal: 1e9 },
    "Waiting for disk space: needs 1 GB and the minimum free space, 1.1 GB free. Free some space, and it resumes by itself",
  ],
  [
    { status: "stalled", detail: "waiting_for_interface" },
    "The network interface is down. Resumes by itself once it is back",
  ],
  [
    { status: "downloading", detail: "checking", bytesTotal: 9, bytesDownloaded: 9 },
    "Downloaded. Checking pieces",
  ],
  [{ status: "preparing", detail: "checking" }, "Interrupted earlier. Checking pieces"],
  [
    { status: "stalled", errorMessage: "The disk is full." },
    "The disk is full. Resumes by itself as soon as it can",
  ],
  [{ status: "stalled" }, "Stalled: no data is arriving. Resumes by itself as soon as it can"],
  [
    { status: "retrying", retryCount: 1, nextRetryAt: "2026-03-20T20:40:30" },
    "The download failed. Attempt 2 of 4 in 30 s",
  ],
  [{ status: "completed", libraryItemId: "l1" }, "In your library"],
  [{ status: "completed" }, "Downloaded, importing"],
  [{ status: "failed", errorMessage: "The tracker said no." }, "The tracker said no."],
  [{ status: "failed" }, "The download failed."],
  [{ status: "cancelled", cancelledAt: "2026-03-20T20:12:00" }, "Cancelled 20:12"],
])("%o reads: %s", (changes, sentence) => {
  expect(statusSentence(aJob(changes), NOW, { freeBytes: 1.1e9 })).toBe(sentence);
});

test("a problem has its colour", () => {
  const emphasis = (changes: Partial<DownloadJob>) => statusTextOf(aJob(changes), NOW)[0]?.emphasis;

  expect(emphasis({ status: "stalled" })).toBe("warn");
  expect(emphasis({ status: "failed" })).toBe("bad");
  expect(emphasis({ status: "downloading" })).toBe("plain");
});

test("only a job that has ended cannot be cancelled", () => {
  const over = (["completed", "failed", "cancelled"] as const).map((status) => aJob({ status }));

  expect(over.some(isOpen)).toBe(false);
  expect(over.map(sectionOf)).toEqual(["done", "failed", "done"]);
  expect(isOpen(aJob({ status: "retrying" }))).toBe(true);
  expect(sectionOf(aJob({ status: "queued" }))).toBe("waiting");
  expect(sectionOf(aJob({ status: "queued", isPaused: true }))).toBe("paused");
  expect(sectionOf(aJob({ status: "completed", isPaused: true }))).toBe("done");
});

test("a completed job says how large it is and how long it took", () => {
  const arrived = aJob({
    status: "completed",
    bytesTotal: 900_000_000,
    startedAt: "2026-03-20T20:00:00Z",
    completedAt: "2026-03-20T20:00:41Z",
  });

  expect(completionText(arrived)).toBe("900 MB in 41 s");
  expect(completionText(aJob({ bytesTotal: 0 }))).toBe("");
});

test("all are done when the slowest is", () => {
  const jobs = [
    aJob({ status: "downloading", etaSeconds: 60 }),
    aJob({ status: "downloading", etaSeconds: 360 }),
    aJob({ status: "stalled", etaSeconds: 9000 }),
  ];

  expect(completionTime(jobs, NOW)?.getTime()).toBe(NOW.getTime() + 360_000);
  expect(completionTime([aJob({ status: "queued" })], NOW)).toBeNull();
});

test("progress is finer than the server's percentage, and never beyond it", () => {
  const job = { status: "downloading", progressPercent: 41, bytesTotal: 1000 } as const;

  expect(progressOf(aJob({ ...job, bytesDownloaded: 415 }))).toBe(41.5);
  expect(progressOf(aJob({ ...job, bytesDownloaded: 300 }))).toBe(41);
  expect(progressOf(aJob({ ...job, bytesDownloaded: 900 }))).toBe(42);
  expect(progressOf(aJob({ status: "completed" }))).toBe(100);
});

test("seeding limits are described", () => {
  expect(seedLimitText({ ratio: 1, minutes: 1440, action: "stop" })).toBe("Until ratio 1 or 24 h");
  expect(seedLimitText({ ratio: null, minutes: null, action: "stop" })).toBe("No limit");
  expect(seedLimitText({ ratio: 2, minutes: null, action: "remove" })).toBe(
    "Until ratio 2, then removed from the list",
  );
});

test.each([
  ["The.General.1926.1080p.mkv", "The General"],
  ["Pioneer.One.S01.720p", "Pioneer One, S1"],
  ["Pioneer_One_S01E05_720p.mkv", "Pioneer One, S1 E5"],
  ["debian-12.5.0-amd64-netinst.iso", "debian-12 5 0-amd64-netinst"],
  ["My film. 2nd try. Really", "My film. 2nd try. Really"],
  ["Spring", "Spring"],
  ["Harbour.S01", "Harbour, S1"],
  ["Ferry.2003", "Ferry"],
  ["notes.txt", "notes.txt"],
])("%s is called %s", (title, name) => {
  expect(nameOf(aJob({ title }))).toBe(name);
});

test("a job is named by its title, else by its source", () => {
  expect(nameOf(aJob({ mediaTitle: "Spring", title: "spring.2019" }))).toBe("Spring");
  expect(nameOf(aJob({ mediaTitle: null, title: "" }))).toMatch(/^magnet:/);
});

test("the page's summary has the remaining time and stalled jobs", () => {
  const lead = (jobs: DownloadJob[], isOld = false, freeBytes: number | null = null) =>
    summaryText({ jobs, now: NOW, isOld, freeBytes })
      .map((words) => words.text)
      .join("");
  const coming = aJob({ status: "downloading", etaSeconds: 360 });

  expect(lead([coming])).toBe("It should be done at 20:46. ");
  expect(lead([coming, aJob({ status: "stalled" })])).toBe(
    "The last one should be done at 20:46. One is stalled. ",
  );
  expect(lead([coming], false, 1.4e12)).toBe(
    "It should be done at 20:46. 1.4 TB free, room for about 90 films.",
  );
  expect(lead([aJob({ status: "queued" })], false, 5e9)).toBe("5 GB free, little room for more.");
  expect(lead([aJob({ status: "failed" })])).toMatch(/appear here/);
  expect(lead([coming], true)).toMatch(/does not answer/);
});

test("without a worker nothing is shown as downloading", () => {
  const job = aJob({ status: "downloading", peers: 3, etaSeconds: 60 });

  expect(statusSentence(job, NOW, { hasNoWorker: true })).toBe(
    "No worker is running. Resumes by itself once one is back",
  );
  expect(statusSentence(aJob({ status: "completed" }), NOW, { hasNoWorker: true })).not.toContain(
    "worker",
  );
});
