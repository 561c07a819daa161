import { expect, test } from "vitest";
import { makeFolder } from "../../../tests/library";
import type { AdminHealth, Converter, LibraryFolder } from "../../api/types";
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
  converter: null,
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
  storeCheck: null,
};
const DISK = {
  mountPoint: "/media",
  device: "/dev/sdb1",
  filesystem: "ext4",
  isNetwork: false,
  freeBytes: 500e9,
  totalBytes: 1e12,
};
const FOLDER = makeFolder({ disk: DISK });

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

const disksOf = (...folders: LibraryFolder[]) =>
  healthParts(WELL, folders).filter(({ name }) => name === "Disk");

test("a disk is one part, which names its folders", () => {
  const films = makeFolder({ path: "/media/films", disk: DISK });
  const shows = makeFolder({ path: "/media/shows", disk: DISK });
  const other = makeFolder({ path: "/mnt/old", disk: { ...DISK, device: "/dev/sdc1" } });

  expect(disksOf(films, other, shows).map((part) => part.text)).toEqual([
    "/media/films and /media/shows, 500 GB free of 1 TB",
    "/mnt/old, 500 GB free of 1 TB",
  ]);
});

test("a full disk with several folders is one thing to do", () => {
  const disk = { ...DISK, freeBytes: 10e9 };
  const folders = ["/media/films", "/media/shows"].map((path) => makeFolder({ path, disk }));

  expect(disksOf(...folders).map((part) => part.text)).toEqual([
    "The disk of /media/films and /media/shows is nearly full, 10 GB free of 1 TB",
  ]);
  expect(healthSummary(healthParts(WELL, folders))).toMatch(/^One thing needs you/);
});

test("each folder that is not there is told of by itself", () => {
  const away = ["/a", "/b"].map((path) => makeFolder({ path, state: "missing" }));

  expect(disksOf(...away).map((part) => part.text)).toEqual(["/a is not there", "/b is not there"]);
});

test("without a worker it says what does not work, and what does", () => {
  const parts = healthParts({ ...WELL, workers: [] }, []);
  const worker = parts.find(({ name }) => name === "Worker");

  expect(worker?.text).toBe("None is running: nothing is downloaded, scanned or converted");
  expect(worker?.advice).toMatch(/^Pages work, and films that need no conversion still play /);
});

const CONVERTER: Converter = {
  encoder: "libx264",
  canToneMap: true,
  running: 0,
  limit: 2,
  keptBytes: 1_200_000_000,
  limitBytes: 4_000_000_000,
  freeBytes: 300e9,
};

test.each([
  ["idle", {}, "good", /^Nothing now, up to 2 films at a time by the processor\. Keeps 1\.2 GB/],
  ["busy", { running: 1, encoder: "h264_qsv" }, "good", /^1 of 2 films .* \(Quick Sync\)/],
  ["pale", { canToneMap: false }, "good", /pale/],
  ["full", { freeBytes: 10e6 }, "bad", /only 10 MB are free/],
  ["without ffmpeg", { encoder: null }, "bad", /Install ffmpeg/],
] as const)("conversion, %s", (_name, changes, state, words) => {
  const parts = healthParts({ ...WELL, converter: { ...CONVERTER, ...changes } }, []);
  const part = parts.find(({ name }) => name === "Conversion");

  expect(part?.state).toBe(state);
  expect(`${part?.text} ${part?.advice}`).toMatch(words);
});

test("what is not configured is not a fault", () => {
  const checks = { ...WELL.checks, cache: "off", objectStore: "off" } as const;

  expect(healthSummary(healthParts({ ...WELL, checks }, []))).toBe("Everything is well.");
});

test("what is lost in the object store is said, and much of it is a problem", () => {
  const storeCheck = {
    checkedAt: "2026-11-22T12:00:00Z",
    objects: 12,
    sizeBytes: 4e9,
    orphans: 2,
    orphanBytes: 1,
    lost: 1,
    isMended: true,
  };
  const of = (changes: Partial<typeof storeCheck>) =>
    healthParts({ ...WELL, storeCheck: { ...storeCheck, ...changes } }, []).find(
      (part) => part.name === "Object store",
    );

  expect(of({})?.text).toMatch(/^Answers, 12 copies of .*, 2 of no file removed, 1 lost$/);
  expect(of({ objects: 0, orphans: 0, lost: 0 })?.text).toBe("Answers, no copies yet");
  expect(of({ lost: 9, isMended: false })?.state).toBe("bad");
});
