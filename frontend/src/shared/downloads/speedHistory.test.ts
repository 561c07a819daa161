import { expect, test } from "vitest";
import { aJob } from "../../../tests/jobs";
import { speedHistoryOf, recordSpeeds, TOTAL, totalSpeed } from "./speedHistory";

test("the history of a job grows with every sample up to a limit", () => {
  for (let look = 1; look <= 70; look++) {
    recordSpeeds([aJob({ id: "a", status: "downloading", downloadBytesPerS: look })]);
  }

  expect(speedHistoryOf("a")).toHaveLength(60);
  expect(speedHistoryOf("a").at(-1)).toBe(70);
});

test("all jobs together have a history, and waiting jobs have none", () => {
  const jobs = [
    aJob({ id: "b", status: "downloading", downloadBytesPerS: 8 }),
    aJob({ id: "c", status: "downloading", downloadBytesPerS: 16 }),
    aJob({ id: "d", status: "queued" }),
  ];

  recordSpeeds(jobs);

  expect(totalSpeed(jobs)).toBe(24);
  expect(speedHistoryOf(TOTAL).at(-1)).toBe(24);
  expect(speedHistoryOf("d")).toEqual([]);
});
