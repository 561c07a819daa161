import type { Disk, Guess, LibraryFolder, LibraryTitle, Scan } from "../src/api/types";
import { makeMedia } from "./media";

/** A disk that is three quarters full. */
export function makeDisk(changes: Partial<Disk> = {}): Disk {
  return {
    mountPoint: "/media",
    device: "/dev/sdb1",
    filesystem: "ext4",
    isNetwork: false,
    freeBytes: 250e9,
    totalBytes: 1e12,
    ...changes,
  };
}

/** A folder of the library that is there. */
export function makeFolder(changes: Partial<LibraryFolder> = {}): LibraryFolder {
  return {
    path: "/media/films",
    source: "stored",
    kind: "mixed",
    marker: "",
    state: "ok",
    files: 3,
    missing: 0,
    away: 0,
    store: {},
    preparesCopies: false,
    onlyInStore: 0,
    disk: null,
    scannedAt: null,
    scanId: null,
    ...changes,
  };
}

/** A scan that has just begun. */
export function makeScan(changes: Partial<Scan> = {}): Scan {
  return {
    id: "s1",
    status: "running",
    phase: "looking",
    filesDone: 0,
    filesTotal: 0,
    filesPerSecond: 0,
    secondsLeft: null,
    waitsFor: null,
    hasWorker: true,
    filesFound: 0,
    filesAdded: 0,
    filesUpdated: 0,
    filesMoved: 0,
    filesUnmatched: 0,
    filesNotFound: 0,
    filesMissing: 0,
    missingIn: [],
    message: "",
    createdAt: "2026-03-20T19:00:00Z",
    finishedAt: null,
    ...changes,
  };
}

/** What was read from a name that says nothing. */
export function makeGuess(changes: Partial<Guess> = {}): Guess {
  return {
    title: null,
    year: null,
    season: null,
    episode: null,
    moreEpisodes: [],
    ids: {},
    country: null,
    platform: null,
    source: null,
    group: null,
    proper: 0,
    type: null,
    ...changes,
  };
}

/** A film in the library, in one version. */
export function makeLibraryTitle(changes: Partial<LibraryTitle> = {}): LibraryTitle {
  return {
    media: makeMedia(),
    files: 1,
    missingFiles: 0,
    versions: 1,
    episodes: 0,
    airedEpisodes: 0,
    seasons: [],
    sizeBytes: 8_100_000_000,
    resolution: "2160p",
    hdr: "",
    videoCodec: "hevc",
    audioCodec: "flac",
    addedAt: "2026-03-20T12:00:00Z",
    absence: null,
    missingParts: [],
    ...changes,
  };
}
