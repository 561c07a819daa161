/** The storage picture of the library page: a row of spines for each disk. No I/O. */
import type { StorageFolder, StoragePicture } from "../../api/types";
import { formatBytes } from "../../lib/format";

export type SpaceKind = "movie" | "show" | "game" | "other";

export const SPACE_KINDS: Readonly<Record<SpaceKind, string>> = {
  movie: "Movies",
  show: "Shows",
  game: "Games",
  other: "Other",
};
const KINDS = Object.keys(SPACE_KINDS) as SpaceKind[];

export interface Space {
  kind: SpaceKind;
  bytes: number;
}

/** A disk with folders of the library; for members, the library as a whole. */
export interface ShownDisk {
  name: string;
  /** Where its folders are. */
  paths: readonly string[];
  totalBytes: number;
  freeBytes: number;
  spaces: readonly Space[];
  isAway: boolean;
}

/** The disks that are there, and each folder whose disk is away. */
export function shownDisks(picture: StoragePicture): ShownDisk[] {
  if (picture.folders.length === 0) return picture.sizeBytes > 0 ? [wholeLibrary(picture)] : [];
  const isThere = (folder: StorageFolder) => folder.state === "ok" && folder.disk !== null;
  const byDisk = new Map<string, StorageFolder[]>();
  for (const folder of picture.folders.filter(isThere)) {
    const point = folder.disk?.mountPoint ?? "";
    byDisk.set(point, [...(byDisk.get(point) ?? []), folder]);
  }
  return [
    ...[...byDisk.values()].map(toDisk).filter((disk) => disk.spaces.length > 0),
    ...picture.folders
      .filter((folder) => !isThere(folder) && folder.sizeBytes > 0)
      .map((folder) => ({ ...toDisk([folder]), isAway: true })),
  ];
}

function wholeLibrary(picture: StoragePicture): ShownDisk {
  return {
    name: "In the library",
    paths: [],
    totalBytes: picture.sizeBytes,
    freeBytes: 0,
    spaces: spacesOf(picture.kinds.map((each) => [each.value as SpaceKind, each.sizeBytes])),
    isAway: false,
  };
}

function toDisk(all: readonly StorageFolder[]): ShownDisk {
  const folders = all.filter((folder) => folder.sizeBytes > 0);
  const disk = folders[0]?.disk;
  const held = folders.flatMap((folder) =>
    folder.kinds.map((each): [SpaceKind, number] => [each.kind, each.sizeBytes]),
  );
  const sum = held.reduce((all, [, bytes]) => all + bytes, 0);
  // What is on the disk besides the library is other, too.
  const elsewhere = disk ? disk.totalBytes - disk.freeBytes - sum : 0;
  return {
    name: folders.map((folder) => lastName(folder.path)).join(", "),
    paths: folders.map((folder) => folder.path),
    totalBytes: disk?.totalBytes ?? sum,
    freeBytes: disk?.freeBytes ?? 0,
    spaces: spacesOf([...held, ["other", Math.max(0, elsewhere)]]),
    isAway: false,
  };
}

const lastName = (path: string) => path.split("/").findLast((part) => part !== "") ?? path;

function spacesOf(held: readonly (readonly [SpaceKind, number])[]): Space[] {
  return KINDS.map((kind) => ({
    kind,
    bytes: held.reduce((sum, [of, bytes]) => (of === kind ? sum + bytes : sum), 0),
  })).filter((space) => space.bytes > 0);
}

const MIN_KNOWN_MOVIES = 5;
const MAX_ROOM = 10_000; // more says nothing about a disk

/** `1.1 TB free, room for about 90 movies`. */
export function freeText(disk: ShownDisk, picture: StoragePicture): string {
  const free = `${formatBytes(disk.freeBytes)} free`;
  const movies = picture.kinds.find((each) => each.value === "movie");
  if (!movies || movies.titles < MIN_KNOWN_MOVIES) return free;
  const room = Math.floor(disk.freeBytes / (movies.sizeBytes / movies.titles));
  if (room < 1 || room > MAX_ROOM) return free;
  const rounded = room < 20 ? room : Math.floor(room / 10) * 10;
  return `${free}, room for about ${rounded.toLocaleString("en")} ${rounded === 1 ? "movie" : "movies"}`;
}

/** Of the picture, in its own units. */
export const WIDTH = 1000;
export const HEIGHT = 76;
export const TONES = 6;
const GAP = 0.7;
const MIN_SPINE = 1.4;
const SPINE_SPREAD = 4.9;
const TOPS = [0, 0, 0, 2, 4, 6, 8, 12];

export interface Spines {
  kind: SpaceKind;
  tone: number;
  path: string;
}

/** Spines as on a shelf, as wide as what each kind takes; the same ones each time. */
export function spinesOf(disk: ShownDisk): Spines[] {
  const random = numbers();
  const paths = new Map<string, Spines>();
  const perByte = WIDTH / disk.totalBytes;
  let x = 0;
  for (const { kind, bytes } of disk.spaces) {
    const end = Math.min(WIDTH, x + Math.max(MIN_SPINE, bytes * perByte));
    while (x < end) {
      const width = Math.min(MIN_SPINE + random() * SPINE_SPREAD, Math.max(MIN_SPINE, end - x));
      const top = TOPS[Math.floor(random() * TOPS.length)] ?? 0;
      const tone = Math.floor(random() * TONES);
      const key = `${kind}${tone}`;
      const path = `M${x.toFixed(1)} ${top}h${width.toFixed(1)}V${HEIGHT}h-${width.toFixed(1)}z`;
      paths.set(key, { kind, tone, path: `${paths.get(key)?.path ?? ""}${path}` });
      x += width + GAP;
    }
  }
  return [...paths.values()];
}

/** Numbers from 0 to 1 that only look random. */
function numbers(): () => number {
  let last = 1;
  return () => {
    last = (last * 48_271) % 2_147_483_647;
    return last / 2_147_483_647;
  };
}
