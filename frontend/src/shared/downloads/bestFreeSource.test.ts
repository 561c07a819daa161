import { expect, test } from "vitest";
import { aJob } from "../../../tests/jobs";
import { aFreeSource, anEpisode, aSeason, aTitle } from "../../../tests/titles";
import { bestSource, sizeText } from "./bestFreeSource";
import { jobText, progressText, waitText } from "./freeSourceTexts";

test("a known size is exact, an estimated one is approximate", () => {
  expect(sizeText(aFreeSource({ sizeBytes: 1_200_000_000, isSizeEstimated: false }))).toBe(
    "1.2 GB",
  );
  expect(sizeText(aFreeSource({ sizeBytes: 680_000_000 }))).toBe("about 680 MB");
  expect(sizeText(aFreeSource({ sizeBytes: null }))).toBeNull();
});

test("the wait is in whole minutes, and at least one", () => {
  expect(waitText(aFreeSource({ seconds: 350 }))).toBe("Plays in about 6 minutes");
  expect(waitText(aFreeSource({ seconds: 9 }))).toBe("Plays in about 1 minute");
  expect(waitText(aFreeSource({ seconds: null }))).toBe("Plays as soon as it is here");
});

test("Get and watch skips web pages", () => {
  const file = aFreeSource({ id: 2 });

  expect(bestSource(aTitle({ freeSources: [aFreeSource({ kind: "page" }), file] }))).toEqual(file);
  expect(bestSource(aTitle({ freeSources: [aFreeSource({ kind: "page" })] }))).toBeUndefined();
});

test("for a show it takes the first missing episode", () => {
  const title = aTitle({
    mediaType: "show",
    freeSources: [aFreeSource({ id: 1, episodeId: 1 }), aFreeSource({ id: 2, episodeId: 2 })],
    seasons: [
      aSeason({ episodes: [anEpisode({ id: 1, libraryItemId: "l1" }), anEpisode({ id: 2 })] }),
    ],
  });

  expect(bestSource(title)?.id).toBe(2);
});

test("the button follows the download until the file is in the library", () => {
  const job = { bytesTotal: 1000, bytesDownloaded: 925, progressPercent: 92, libraryItemId: null };

  expect(progressText(aJob({ status: "queued", bytesTotal: 0 }))).toBe("Starting");
  expect(progressText(aJob({ ...job, status: "downloading" }))).toBe("Downloading 92 %");
  expect(progressText(aJob({ ...job, status: "downloading", isPaused: true }))).toBe("Paused");
  expect(progressText(aJob({ ...job, status: "completed" }))).toBe("Importing");
  expect(progressText(aJob({ ...job, status: "completed", libraryItemId: "l1" }))).toBeNull();
  expect(progressText(aJob({ ...job, status: "failed" }))).toBeNull();
});

test("a failed source is reported, and that another one follows", () => {
  const gone = "The Internet Archive no longer has this file.";

  expect(jobText(aJob({ status: "failed", errorMessage: gone }))).toBe(gone);
  expect(jobText(aJob({ status: "retrying", errorMessage: gone }))).toBe(`${gone} Trying again`);
  expect(jobText(aJob({ status: "downloading", errorMessage: "", etaSeconds: 240 }))).toBe(
    "4 min left, then it plays",
  );
});
