import { expect, test } from "vitest";
import type { AdminHealth, LibraryFolder } from "../../api/types";
import { healthParts, healthSummary } from "./healthText";

const WELL: AdminHealth = {
  status: "ready",
  checks: { database: "ok", migrations: "ok", cache: "ok", objectStore: "ok" },
  version: "0.1.0",
  pythonVersion: "3.11.2",
  databaseVersion: "17.2",
  databaseSizeBytes: 2_400_000_000,
  newestMigration: "0031_settings.sql",
  workers: [{ id: 1, lastHeartbeatAt: "2026-11-22T12:00:00Z", isAlive: true }],
  counts: {
    accounts: 1,
    openSessions: 1,
    titles: 250,
    libraryItems: 3,
    unmatchedItems: 0,
    openDownloads: 0,
    failedDownloads: 0,
    waitingTasks: 0,
    failedTasks: 0,
  },
};
const DISK = {
  mountPoint: "/media",
  device: "/dev/sdb1",
  filesystem: "ext4",
  isNetwork: false,
  freeBytes: 500e9,
  totalBytes: 1e12,
};
const FOLDER: LibraryFolder = {
  path: "/media/films",
  source: "stored",
  kind: "mixed",
  marker: "",
  state: "ok",
  files: 3,
  missing: 0,
  disk: DISK,
  scannedAt: null,
  scanId: null,
};

test("a healthy server says so", () => {
  const parts = healthParts(WELL, [FOLDER]);

  expect(parts.every((part) => part.state === "good")).toBe(true);
  expect(healthSummary(parts)).toBe("Everything is well.");
});

test.each([
  ["database", { checks: { ...WELL.checks, database: "down", migrations: "unknown" } }, {}],
  ["migrations", { checks: { ...WELL.checks, migrations: "missing" } }, {}],
  ["cache", { checks: { ...WELL.checks, cache: "down" } }, {}],
  ["object store", { checks: { ...WELL.checks, objectStore: "down" } }, {}],
  ["worker", { workers: [] }, {}],
  ["missing disk", {}, { state: "missing" }],
  ["disk that is away", {}, { state: "away" }],
  ["unreadable disk", {}, { state: "unreadable" }],
  ["full disk", {}, { disk: { ...DISK, freeBytes: 10e9 } }],
] as const)("%s: what is not well says what to do", (_name, changes, folder) => {
  const parts = healthParts({ ...WELL, ...changes } as AdminHealth, [{ ...FOLDER, ...folder }]);
  const bad = parts.filter((part) => part.state === "bad");

  expect(bad).toHaveLength(1);
  expect(bad[0]?.advice).toBeTruthy();
  expect(healthSummary(parts)).toMatch(/^One thing needs you/);
});

test("what is not configured is not a fault", () => {
  const checks = { ...WELL.checks, cache: "off", objectStore: "off" } as const;

  expect(healthSummary(healthParts({ ...WELL, checks }, []))).toBe("Everything is well.");
});
