/** The storage picture of the library page: a row of spines for each disk. No I/O. */
import type { StorageFolder, StoragePicture } from "../../api/types";
import { formatBytes, pluralize } from "../../lib/format";
import { groupByDisk, type FoldersOfDisk } from "../../shared/library/disks";

/** `other`: files of the library without a title. `elsewhere`: what is not the library's. */
export type SpaceKind = "movie" | "show" | "game" | "other" | "elsewhere";

export const SPACE_KINDS: Readonly<Record<SpaceKind, string>> = {
  movie: "Movies",
  show: "Shows",
  game: "Games",
  other: "Without a title",
  elsewhere: "Other files",
};
const KINDS = Object.keys(SPACE_KINDS) as SpaceKind[];

export interface Space {
  kind: SpaceKind;
  bytes: number;
  /** Titles of this kind, or files without one; of a disk, as many as would take its bytes. */
  titles: number;
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
  const held = picture.folders.filter((folder) => folder.sizeBytes > 0);
  const isThere = (folder: StorageFolder) => folder.state === "ok";
  const there = held.filter(isThere);
  // Of a disk that only the worker has, the size is not known.
  const [first, ...more] = there.filter((folder) => !folder.disk);
  return [
    ...groupByDisk(there.filter((folder) => folder.disk)).map((disk) => toDisk(disk, picture)),
    ...(first ? [toDisk([first, ...more], picture)] : []),
    ...held
      .filter((folder) => !isThere(folder))
      .map((folder) => ({ ...toDisk([folder], picture), isAway: true })),
  ];
}

function wholeLibrary(picture: StoragePicture): ShownDisk {
  return {
    name: "In the library",
    paths: [],
    totalBytes: picture.sizeBytes,
    freeBytes: 0,
    spaces: spacesOf(
      picture.kinds.map((each) => [kindOf(each.value), each.sizeBytes]),
      picture,
    ),
    isAway: false,
  };
}

function toDisk(folders: FoldersOfDisk<StorageFolder>, picture: StoragePicture): ShownDisk {
  const [{ disk }] = folders;
  const held = folders.flatMap((folder) =>
    folder.kinds.map((each): [SpaceKind, number] => [each.kind, each.sizeBytes]),
  );
  const sum = held.reduce((all, [, bytes]) => all + bytes, 0);
  const elsewhere = disk ? disk.totalBytes - disk.freeBytes - sum : 0;
  return {
    name: folders.map((folder) => lastName(folder.path)).join(", "),
    paths: folders.map((folder) => folder.path),
    totalBytes: disk?.totalBytes ?? sum,
    freeBytes: disk?.freeBytes ?? 0,
    spaces: spacesOf([...held, ["elsewhere", Math.max(0, elsewhere)]], picture),
    isAway: false,
  };
}

const lastName = (path: string) => path.split("/").findLast((part) => part !== "") ?? path;

const kindOf = (value: string): SpaceKind =>
  value === "movie" || value === "show" || value === "game" ? value : "other";

function spacesOf(
  held: readonly (readonly [SpaceKind, number])[],
  picture: StoragePicture,
): Space[] {
  return KINDS.map((kind) => {
    const bytes = held.reduce((sum, [of, each]) => (of === kind ? sum + each : sum), 0);
    const known = picture.kinds.filter((each) => kindOf(each.value) === kind);
    const titles = known.reduce((sum, each) => sum + (each.titles || each.files), 0);
    const knownBytes = known.reduce((sum, each) => sum + each.sizeBytes, 0);
    return { kind, bytes, titles: knownBytes > 0 ? (titles * bytes) / knownBytes : 0 };
  }).filter((space) => space.bytes > 0);
}

const MIN_KNOWN_MOVIES = 5;
const MAX_ROOM = 10_000; // more says nothing about a disk

/** `1.1 TB free`. */
export const freeText = (disk: ShownDisk) => `${formatBytes(disk.freeBytes)} free`;

/** `room for about 90 movies`; empty where that says nothing. */
export function roomText(disk: ShownDisk, picture: StoragePicture): string {
  const movies = picture.kinds.find((each) => each.value === "movie");
  if (!movies || movies.titles < MIN_KNOWN_MOVIES) return "";
  const room = Math.floor(disk.freeBytes / (movies.sizeBytes / movies.titles));
  if (room < 1 || room > MAX_ROOM) return "";
  const rounded = room < 20 ? room : Math.floor(room / 10) * 10;
  return `room for about ${pluralize(rounded, "movie")}`;
}

/** Of the picture, in its own units. */
export const WIDTH = 1000;
export const HEIGHT = 76;
export const TONES = 6;
const GAP = 0.7;
/** The least width of a spine, and of one on average among many. */
const MIN_SPINE = 1.4;
const MEAN_SPINE = 4;
const TOPS = [0, 0, 0, 2, 4, 6, 8, 12];

export interface Spines {
  kind: SpaceKind;
  tone: number;
  path: string;
}

/**
 * Spines as on a shelf, as wide as what each kind takes, of each title one while there is room;
 * the same ones each time. What is not the library's is a plain area after them.
 */
export function spinesOf(disk: ShownDisk): Spines[] {
  const random = numbers();
  const paths = new Map<string, Spines>();
  const draw = (kind: SpaceKind, tone: number, x: number, top: number, width: number) => {
    const key = `${kind}${tone}`;
    const path = `M${x.toFixed(1)} ${top}h${width.toFixed(1)}V${HEIGHT}h-${width.toFixed(1)}z`;
    paths.set(key, { kind, tone, path: `${paths.get(key)?.path ?? ""}${path}` });
  };
  let x = 0;
  for (const { kind, bytes, titles } of disk.spaces) {
    const width = Math.max(MIN_SPINE, (bytes / disk.totalBytes) * WIDTH);
    const end = Math.min(WIDTH, x + width);
    if (kind === "elsewhere") {
      draw(kind, 0, x, 0, Math.max(0, end - x));
    } else {
      const most = Math.floor(width / (MEAN_SPINE + GAP));
      const count = Math.max(1, Math.min(Math.round(titles), most));
      const shares = Array.from({ length: count }, () => 0.4 + random());
      const perShare = (end - x) / shares.reduce((sum, share) => sum + share, 0);
      for (const share of shares) {
        const top = TOPS[Math.floor(random() * TOPS.length)] ?? 0;
        const spine = Math.max(MIN_SPINE, share * perShare - GAP);
        draw(kind, Math.floor(random() * TONES), x, top, spine);
        x += share * perShare;
      }
    }
    x = end;
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
