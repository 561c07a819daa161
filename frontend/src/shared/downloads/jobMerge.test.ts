import { expect, test } from "vitest";
import { aJob } from "../../../tests/jobs";
import type { DownloadPage } from "../../api/types";
import { matchesFilter, applyChanges, mergeFirstPage } from "./jobMerge";

const at = (minute: number) => `2026-03-20T20:${String(minute).padStart(2, "0")}:00Z`;
const job = (id: string, minute: number, changes = {}) =>
  aJob({ id, title: id, updatedAt: at(minute), ...changes });
const page = (items: ReturnType<typeof job>[], nextCursor: string | null): DownloadPage => ({
  items,
  nextCursor,
  version: "v",
  removedIds: [],
  isReset: false,
});
const ids = (jobs: readonly { id: string }[]) => jobs.map((each) => each.id);
const MINE = { scope: "mine" } as const;

test("changed jobs move, removed jobs leave", () => {
  const known = [job("a", 9), job("b", 8), job("c", 7)];

  const merged = applyChanges(known, [job("c", 10), job("d", 11)], ["b"], MINE);

  expect(ids(merged)).toEqual(["d", "c", "a"]);
});

test("a response older than the current data changes nothing", () => {
  const known = [job("a", 9, { progressPercent: 50 })];

  const merged = applyChanges(known, [job("a", 8, { progressPercent: 40 })], [], MINE);

  expect(merged[0]?.progressPercent).toBe(50);
});

test("for equal timestamps the later response wins: queue positions change without an update", () => {
  const known = [job("a", 9, { queuePosition: 3 })];

  expect(applyChanges(known, [job("a", 9, { queuePosition: 2 })], [], MINE)[0]?.queuePosition).toBe(
    2,
  );
});

test("a job that no longer matches the filter leaves the list", () => {
  const filter = { ...MINE, state: "active" as const };
  const known = [job("a", 9, { status: "downloading" })];

  expect(applyChanges(known, [job("a", 10, { status: "completed" })], [], filter)).toEqual([]);
});

test("a full list replaces the previous one", () => {
  const known = [job("a", 9), job("b", 8)];

  expect(ids(mergeFirstPage(known, page([job("b", 10)], null), MINE))).toEqual(["b"]);
});

test("a first page keeps later pages, and drops jobs missing from its range", () => {
  const known = [job("a", 9), job("gone", 8), job("old", 2)];

  const merged = mergeFirstPage(
    known,
    page([job("b", 10), job("a", 9), job("c", 5)], "more"),
    MINE,
  );

  expect(ids(merged)).toEqual(["b", "a", "c", "old"]);
});

test.each([
  ["active", { status: "downloading" }, true],
  ["active", { status: "downloading", isPaused: true }, false],
  ["queued", { status: "retrying" }, true],
  ["paused", { status: "stalled", isPaused: true }, true],
  ["paused", { status: "completed", isPaused: true }, false],
  ["stalled", { status: "stalled" }, true],
  ["failed", { status: "failed" }, true],
  ["failed", { status: "failed", removedAt: at(1) }, false],
] as const)("%s and %j: %s", (state, changes, isIn) => {
  expect(matchesFilter(aJob(changes), { ...MINE, state })).toBe(isIn);
});

test("a word of the title finds it in any case", () => {
  expect(matchesFilter(aJob({ title: "The General" }), { ...MINE, q: "general" })).toBe(true);
  expect(matchesFilter(aJob({ title: "Detour" }), { ...MINE, q: "general" })).toBe(false);
});
