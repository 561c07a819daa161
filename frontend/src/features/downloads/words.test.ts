import { expect, test } from "vitest";
import { aJob } from "../../../tests/jobs";
import type { DownloadJob } from "../../api/types";
import {
  allHereAt,
  arrivalWords,
  canCancel,
  leadOf,
  nameOf,
  placeOf,
  sentenceOf,
  wordsOf,
} from "./words";

const NOW = new Date("2026-03-20T20:40:00");

test.each<[Partial<DownloadJob>, string]>([
  [{ status: "queued", queuePosition: 1 }, "Waiting for a place next in line"],
  [{ status: "queued", queuePosition: 4 }, "Waiting for a place number 4 in line"],
  [{ status: "preparing", sourceType: "magnet" }, "Asking who has it"],
  [{ status: "preparing", sourceType: "http" }, "Getting ready"],
  [{ status: "downloading", etaSeconds: 360 }, "Coming in, 6 min left"],
  [{ status: "downloading", etaSeconds: null }, "Coming in"],
  [
    { status: "downloading", detail: "checking", bytesTotal: 9, bytesDownloaded: 9 },
    "All here. Checking the pieces",
  ],
  [{ status: "preparing", detail: "checking" }, "Interrupted before. Checking the pieces"],
  [
    { status: "stalled", errorMessage: "The disk is full." },
    "The disk is full. It goes on by itself as soon as it can",
  ],
  [{ status: "stalled" }, "Nothing is coming in. It goes on by itself as soon as it can"],
  [
    { status: "retrying", retryCount: 1, nextRetryAt: "2026-03-20T20:40:30" },
    "That did not work. Try 2 of 4 in 30 s",
  ],
  [{ status: "completed", libraryItemId: "l1" }, "In your library"],
  [{ status: "completed" }, "All here, being added to your library"],
  [{ status: "failed", errorMessage: "The tracker said no." }, "The tracker said no."],
  [{ status: "failed" }, "It could not be downloaded."],
  [{ status: "cancelled", cancelledAt: "2026-03-20T20:12:00" }, "Cancelled 20:12"],
])("%o reads: %s", (changes, sentence) => {
  expect(sentenceOf(aJob(changes), NOW)).toBe(sentence);
});

test("trouble has its colour", () => {
  const emphasis = (changes: Partial<DownloadJob>) => wordsOf(aJob(changes), NOW)[0]?.emphasis;

  expect(emphasis({ status: "stalled" })).toBe("warn");
  expect(emphasis({ status: "failed" })).toBe("bad");
  expect(emphasis({ status: "downloading" })).toBe("plain");
});

test("only what has come to its end cannot be cancelled", () => {
  const over = (["completed", "failed", "cancelled"] as const).map((status) => aJob({ status }));

  expect(over.some(canCancel)).toBe(false);
  expect(over.map(placeOf)).toEqual(["over", "over", "over"]);
  expect(canCancel(aJob({ status: "retrying" }))).toBe(true);
  expect(placeOf(aJob({ status: "queued" }))).toBe("waiting");
});

test("an arrival says how large it is and how long it took", () => {
  const arrived = aJob({
    status: "completed",
    bytesTotal: 900_000_000,
    startedAt: "2026-03-20T20:00:00Z",
    completedAt: "2026-03-20T20:00:41Z",
  });

  expect(arrivalWords(arrived)).toBe("900 MB in 41 s");
  expect(arrivalWords(aJob({ bytesTotal: 0 }))).toBe("");
});

test("the last one is here when the slowest is", () => {
  const jobs = [
    aJob({ status: "downloading", etaSeconds: 60 }),
    aJob({ status: "downloading", etaSeconds: 360 }),
    aJob({ status: "stalled", etaSeconds: 9000 }),
  ];

  expect(allHereAt(jobs, NOW)?.getTime()).toBe(NOW.getTime() + 360_000);
  expect(allHereAt([aJob({ status: "queued" })], NOW)).toBeNull();
});

test("a job is called by its title, else by what its source says", () => {
  expect(nameOf(aJob({ mediaTitle: "Spring", title: "spring.2019" }))).toBe("Spring");
  expect(nameOf(aJob({ mediaTitle: null, title: "" }))).toMatch(/^magnet:/);
});

test("the page's first line says until when, and what is stuck", () => {
  const lead = (jobs: DownloadJob[], isOld = false) =>
    leadOf(jobs, NOW, isOld)
      .map((words) => words.text)
      .join("");
  const coming = aJob({ status: "downloading", etaSeconds: 360 });

  expect(lead([coming])).toBe("It should be here at 20:46. ");
  expect(lead([coming, aJob({ status: "stalled" })])).toBe(
    "The last one coming in should be here at 20:46. One is stuck.",
  );
  expect(lead([aJob({ status: "queued" })])).toBe("It starts by itself.");
  expect(lead([aJob({ status: "failed" })])).toMatch(/come in here/);
  expect(lead([coming], true)).toMatch(/does not answer/);
});
