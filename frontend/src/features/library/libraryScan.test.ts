// @vitest-environment jsdom
import { expect, test, vi } from "vitest";
import { makeScan } from "../../../tests/library";
import type { Scan } from "../../api/types";
import { toasts } from "../../ui/toast";
import { currentScan, followScan, scanResultText } from "./libraryScan";

const scan = (changes: Partial<Scan>) =>
  makeScan({ status: "completed", phase: "probing", filesFound: 22, ...changes });

test("a scan reports new files", () => {
  expect(scanResultText(scan({ filesAdded: 2, filesUpdated: 1 }))).toBe(
    "22 files, 2 new, 1 changed",
  );
  expect(scanResultText(scan({ filesMoved: 3, filesUnmatched: 1 }))).toBe(
    "22 files, 3 moved, 1 to review",
  );
  expect(scanResultText(scan({ filesFound: 1 }))).toBe("1 file, nothing new");
});

test("a scan that another person started is followed, and ends without a toast", async () => {
  const asked: string[] = [];
  const seen: (string | undefined)[] = [];
  vi.stubGlobal("fetch", (request: Request) => {
    asked.push(new URL(request.url).pathname.replace("/api/v1", ""));
    seen.push(currentScan()?.status);
    const running = scan({ status: "running" });
    const answer = asked.length === 1 ? { items: [running] } : scan({ status: "completed" });
    return Promise.resolve(Response.json(answer));
  });

  await followScan();
  vi.unstubAllGlobals();

  expect(asked.slice(0, 2)).toEqual(["/library/scans", "/library/scans/s1"]);
  expect(seen.slice(0, 2)).toEqual([undefined, "running"]);
  expect(currentScan()).toBeNull();
  expect(toasts).toHaveLength(0);
});
