import { expect, test } from "vitest";
import type { StorageFolder, StoragePicture } from "../../api/types";
import { freeText, roomText, shownDisks, spinesOf, WIDTH } from "./storageSpines";

const TB = 1_000_000_000_000;

function folder(path: string, changes: Partial<StorageFolder> = {}): StorageFolder {
  const disk = {
    mountPoint: path,
    device: "sda",
    filesystem: "ext4",
    isNetwork: false,
    freeBytes: TB,
    totalBytes: 8 * TB,
  };
  return {
    path,
    kind: "mixed",
    state: "ok",
    files: 1,
    missingFiles: 0,
    sizeBytes: 6 * TB,
    kinds: [
      { kind: "movie", sizeBytes: 4 * TB },
      { kind: "show", sizeBytes: 2 * TB },
    ],
    disk,
    ...changes,
  };
}

const picture = (...folders: StorageFolder[]): StoragePicture => ({
  titles: 90,
  missingFiles: 0,
  files: 140,
  sizeBytes: 6 * TB,
  kinds: [
    { value: "movie", titles: 80, missingFiles: 0, files: 80, sizeBytes: 4 * TB },
    { value: "show", titles: 10, missingFiles: 0, files: 60, sizeBytes: 2 * TB },
  ],
  folders,
});

test("a disk shows its kinds, and apart from them what is not the library's", () => {
  const [disk] = shownDisks(picture(folder("/mnt/Vault")));

  expect(disk).toMatchObject({ name: "Vault", totalBytes: 8 * TB, freeBytes: TB, isAway: false });
  expect(disk?.spaces.map(({ kind, bytes }) => [kind, bytes / TB])).toEqual([
    ["movie", 4],
    ["show", 2],
    ["elsewhere", 1],
  ]);
});

test("folders of one disk are one picture without the empty ones, so that its free space counts once", () => {
  const movies = folder("/mnt/a/Movies");
  const shows = folder("/mnt/a/Shows", {
    disk: movies.disk,
    kinds: [{ kind: "show", sizeBytes: TB / 2 }],
  });

  const empty = { ...shows, path: "/mnt/a/New", sizeBytes: 0, kinds: [] };

  const disks = shownDisks(picture(empty, movies, shows));

  expect(disks.map((disk) => disk.name)).toEqual(["Movies, Shows"]);
  expect(disks[0]?.spaces[1]).toMatchObject({ kind: "show", bytes: 2.5 * TB });
});

test("a disk of which several directories are mounted is one picture", () => {
  const films = folder("/films");
  const shows = folder("/shows");
  for (const { disk } of [films, shows]) if (disk) disk.device = "/dev/sda1";

  expect(shownDisks(picture(films, shows)).map((disk) => disk.name)).toEqual(["films, shows"]);
});

test("a folder whose disk is away keeps its place, an empty one has none", () => {
  const disks = shownDisks(
    picture(
      folder("/mnt/Vault"),
      folder("/mnt/Travel", { state: "missing", disk: null }),
      folder("/mnt/New", { sizeBytes: 0, kinds: [] }),
    ),
  );

  expect(disks.map((disk) => [disk.name, disk.isAway])).toEqual([
    ["Vault", false],
    ["Travel", true],
  ]);
});

const countOf = (paths: readonly { path: string }[]) =>
  paths.flatMap((each) => [...each.path.matchAll(/M/g)]).length;

test("there is a spine for each title, at most some hundred, and none for other data", () => {
  const few = {
    ...picture(),
    kinds: [{ value: "movie", titles: 3, missingFiles: 0, files: 7, sizeBytes: 6 * TB }],
  };
  const many = picture();
  const disk = shownDisks(picture(folder("/mnt/Vault")))[0];
  many.kinds = many.kinds.map((kind) => ({ ...kind, titles: 9000 }));

  expect(shownDisks(few).map((each) => countOf(spinesOf(each)))).toEqual([3]);
  const [count] = shownDisks(many).map((each) => countOf(spinesOf(each)));
  expect(count).toBeGreaterThan(100);
  expect(count).toBeLessThan(300);
  const elsewhere = disk ? spinesOf(disk).filter((each) => each.kind === "elsewhere") : [];
  expect(countOf(elsewhere)).toBe(1);
});

test("files without a title are a part of the library of their own", () => {
  const known = picture();
  const unmatched = { value: "unmatched", titles: 0, missingFiles: 0, files: 4, sizeBytes: TB };
  const ignored = { ...unmatched, value: "ignored", files: 2 };
  known.kinds = [...known.kinds, unmatched, ignored];
  const [whole] = shownDisks({ ...known, sizeBytes: 8 * TB });

  expect(whole?.spaces.at(-1)).toEqual({ kind: "other", bytes: 2 * TB, titles: 6 });
});

test("members see the library as a whole, without disks", () => {
  const [whole] = shownDisks(picture());

  expect(whole).toMatchObject({ totalBytes: 6 * TB, freeBytes: 0, paths: [] });
  expect(shownDisks({ ...picture(), titles: 0, missingFiles: 0, sizeBytes: 0, kinds: [] })).toEqual(
    [],
  );
});

test("the free space is told in movies where that says something", () => {
  const known = picture(folder("/mnt/Vault"));
  const [disk] = shownDisks(known);
  const few = {
    ...known,
    kinds: [{ value: "movie", titles: 1, missingFiles: 0, files: 1, sizeBytes: TB }],
  };

  expect(disk && freeText(disk)).toBe("1 TB free");
  expect(disk && roomText(disk, known)).toBe("room for about 20 movies");
  expect(disk && roomText(disk, few)).toBe("");
});

test("spines are as wide as what they stand for, and the same each time", () => {
  const [disk] = shownDisks(picture(folder("/mnt/Vault")));
  const spines = disk ? spinesOf(disk) : [];
  const starts = (kind: string) =>
    spines
      .filter((each) => each.kind === kind)
      .flatMap((each) => [...each.path.matchAll(/M([\d.]+)/g)].map(([, x]) => Number(x)));

  expect(Math.max(...starts("movie"))).toBeLessThan(WIDTH / 2);
  expect(Math.min(...starts("show"))).toBeGreaterThanOrEqual(WIDTH / 2 - 1);
  expect(Math.max(...starts("elsewhere"))).toBe((WIDTH * 6) / 8);
  expect(disk && spinesOf(disk)).toEqual(spines);
});
