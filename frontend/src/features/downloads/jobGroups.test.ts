// @vitest-environment jsdom
import { expect, test } from "vitest";
import { aJob } from "../../../tests/jobs";
import { filterOf } from "./jobFilters";
import { groupJobs, displayOrder } from "./jobGroups";
import { averageRuns } from "./PieceMap";
import { sharedText } from "./shareTarget";
import { offsetOf, TRIGGER_PX } from "./swipeActions";

const NOW = new Date("2026-03-20T20:40:00");
const ids = (jobs: readonly { id: string }[]) => jobs.map((job) => job.id);

test("each job is in its group, in a stable order", () => {
  const groups = groupJobs(
    [
      aJob({ id: "late", status: "downloading", startedAt: "2026-03-20T20:30:00" }),
      aJob({ id: "early", status: "stalled", startedAt: "2026-03-20T20:00:00" }),
      aJob({ id: "second", status: "queued", queuePosition: 2 }),
      aJob({ id: "first", status: "queued", queuePosition: 1 }),
      aJob({ id: "paused", status: "downloading", isPaused: true }),
      aJob({ id: "failed", status: "failed" }),
      aJob({ id: "today", status: "completed", completedAt: "2026-03-20T08:00:00" }),
      aJob({ id: "before", status: "completed", completedAt: "2026-03-19T08:00:00" }),
      aJob({ id: "cancelled", status: "cancelled", cancelledAt: "2026-03-20T08:00:00" }),
    ],
    NOW,
  );

  expect(ids(groups.now)).toEqual(["early", "late"]);
  expect(ids(groups.waiting)).toEqual(["first", "second"]);
  expect(ids(groups.before)).toEqual(["before", "cancelled"]);
  expect(ids(displayOrder(groups))).toEqual([
    ...["early", "late", "first", "second", "paused"],
    ...["failed", "today", "before", "cancelled"],
  ]);
});

test("only an administrator sees all users' downloads; other parts of the address are ignored", () => {
  const address = { state: "failed", category: "", q: "a", whose: "all" };

  expect(filterOf(address, true)).toEqual({
    state: "failed",
    category: undefined,
    q: "a",
    scope: "all",
  });
  expect(filterOf(address, false).scope).toBe("mine");
  expect(filterOf({ state: "nonsense" }, true).state).toBeUndefined();
});

test("pieces are summarised into cells with percentages", () => {
  expect(averageRuns([100, 100, 0, 50], 2)).toEqual([100, 25]);
  expect(averageRuns([10, 20], 96)).toEqual([10, 20]);
  expect(averageRuns([], 96)).toEqual([]);
  expect(
    averageRuns(
      Array.from({ length: 200 }, () => 100),
      96,
    ),
  ).toHaveLength(96);
});

test("a card follows the finger, and slower beyond the threshold", () => {
  expect(offsetOf(40)).toBe(40);
  expect(offsetOf(-40)).toBe(-40);
  expect(offsetOf(TRIGGER_PX + 100)).toBeCloseTo(TRIGGER_PX + 28);
  expect(offsetOf(-TRIGGER_PX - 100)).toBeCloseTo(-TRIGGER_PX - 28);
});

test("a link is found in any field of a shared item", () => {
  expect(sharedText({ share_text: "look: magnet:?xt=1" })).toBe("look: magnet:?xt=1");
  expect(sharedText({ share_url: "a", share_title: "b" })).toBe("a\nb");
  expect(sharedText({})).toBe("");
});
