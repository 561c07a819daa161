import { expect, test } from "vitest";
import { aJob } from "../../../tests/jobs";
import { courseOf, recordRates, TOTAL, totalRate } from "./speedHistory";

test("the course of a job grows with every look, and does not grow for ever", () => {
  for (let look = 1; look <= 70; look++) {
    recordRates([aJob({ id: "a", status: "downloading", downloadBytesPerS: look })]);
  }

  expect(courseOf("a")).toHaveLength(60);
  expect(courseOf("a").at(-1)).toBe(70);
});

test("all jobs together have a course of their own, and those that wait have none", () => {
  const jobs = [
    aJob({ id: "b", status: "downloading", downloadBytesPerS: 8 }),
    aJob({ id: "c", status: "downloading", downloadBytesPerS: 16 }),
    aJob({ id: "d", status: "queued" }),
  ];

  recordRates(jobs);

  expect(totalRate(jobs)).toBe(24);
  expect(courseOf(TOTAL).at(-1)).toBe(24);
  expect(courseOf("d")).toEqual([]);
});
