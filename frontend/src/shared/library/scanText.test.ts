import { expect, test } from "vitest";
import { makeScan } from "../../../tests/library";
import { scanProgressText } from "./scanText";

test.each([
  [{}, "Looking"],
  [{ filesFound: 1200 }, "Looking, 1,200 files"],
  [{ phase: "settling" }, "Waiting until new files are complete"],
  [{ phase: "adding", filesDone: 1200, filesTotal: 5000 }, "Adding 1,200 of 5,000 files"],
  [
    { phase: "probing", filesDone: 1, filesTotal: 9, secondsLeft: 120 },
    "Reading 1 of 9 files · 2 min left",
  ],
  [{ phase: "matching" }, "Matching"],
  [{ status: "queued" }, "Waiting to start"],
] as const)("a scan says how far it is: %j", (changes, text) => {
  expect(scanProgressText(makeScan(changes))).toBe(text);
});

test("a queued scan says what it waits for", () => {
  const waitsFor = { id: "s0", phase: "adding", filesDone: 1, filesTotal: 2 } as const;
  expect(
    scanProgressText(makeScan({ status: "queued", waitsFor: { ...waitsFor, paths: ["/a"] } })),
  ).toBe("Waiting for the scan of /a");
  expect(
    scanProgressText(
      makeScan({ status: "queued", waitsFor: { ...waitsFor, paths: ["/a", "/b"] } }),
    ),
  ).toBe("Waiting for the scan of 2 folders");
});

test.each(["queued", "running"] as const)("a %s scan without a worker says so", (status) => {
  expect(scanProgressText(makeScan({ status, hasWorker: false }))).toBe(
    "No worker is running, so nothing is scanned",
  );
});
