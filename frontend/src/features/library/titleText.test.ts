import { expect, test } from "vitest";
import { makeDisk, makeFolder, makeLibraryTitle } from "../../../tests/library";
import { makeMedia } from "../../../tests/media";
import type { LibraryFacets, LibraryFolder } from "../../api/types";
import { m3uText } from "../../shared/library/m3uPlaylist";
import { holdingsText, libraryLead, resolutionName, seasonsText } from "./titleText";

test("a film says its picture and its size, or how many versions there are", () => {
  expect(holdingsText(makeLibraryTitle({}))).toBe("4K · 8.1 GB");
  expect(holdingsText(makeLibraryTitle({ hdr: "hdr10" }))).toBe("4K HDR · 8.1 GB");
  expect(holdingsText(makeLibraryTitle({ files: 2, versions: 2 }))).toBe("2 versions · 4K");
});

test("a show says which episodes are here", () => {
  const show = { media: makeMedia({ mediaType: "show" }), files: 4 };
  expect(
    holdingsText(makeLibraryTitle({ ...show, seasons: [1], episodes: 4, airedEpisodes: 10 })),
  ).toBe("Season 1 · 4 of 10");
  expect(
    holdingsText(makeLibraryTitle({ ...show, seasons: [1], episodes: 4, airedEpisodes: 0 })),
  ).toBe("Season 1 · 4 episodes");
  expect(holdingsText(makeLibraryTitle({ ...show }))).toBe("4 files");
  expect(holdingsText(makeLibraryTitle({ ...show, missingFiles: 1 }))).toBe("3 files, 1 missing");
});

test("a film in parts says which part is missing", () => {
  expect(holdingsText(makeLibraryTitle({ missingParts: [2] }))).toBe(
    "Part 2 is missing · 4K · 8.1 GB",
  );
});

test("a title without a file that can be read is missing", () => {
  expect(holdingsText(makeLibraryTitle({ absence: { reason: "missing", away: "" } }))).toBe(
    "Missing",
  );
});

test("a title whose files are all away names the disk", () => {
  expect(holdingsText(makeLibraryTitle({ absence: { reason: "away", away: "travel" } }))).toBe(
    "Away, on travel",
  );
});

const FACETS = { kinds: [{ value: "movie", titles: 214 }] } as LibraryFacets;

const leadOf = (folders: LibraryFolder[], root?: string) =>
  libraryLead(FACETS, folders, root, Date.parse("2026-06-15T12:00:00Z"));

const folder = (path: string, scannedAt: string | null, changes: Partial<LibraryFolder> = {}) =>
  makeFolder({ path, scannedAt, disk: makeDisk({ device: `/dev${path}` }), ...changes });

const VAULT = folder("/vault", "2026-06-15T11:56:00Z");
const ATTIC = folder("/attic", "2026-06-15T11:00:00Z");

test("the library was last checked when all of its folders had been", () => {
  expect(leadOf([VAULT])).toBe("214 movies on one disk, checked 4 minutes ago");
  expect(leadOf([VAULT, ATTIC])).toBe("214 movies on two disks, checked 1 hour ago");
  expect(leadOf([VAULT, folder("/new", null)])).toBe("214 movies on two disks");
  expect(leadOf([])).toBe("214 movies on your disks");
});

test("folders that show nothing do not tell when the library was checked, or where it is", () => {
  const away = folder("/away", "2026-01-01T00:00:00Z", { state: "missing", disk: null });
  const empty = folder("/empty", null, { files: 0 });

  expect(leadOf([VAULT, away, empty])).toBe("214 movies on one disk, checked 4 minutes ago");
});

test("of one folder that is shown the check is its own", () => {
  expect(leadOf([VAULT, ATTIC], "/vault")).toBe(
    "214 movies on two disks. /vault was checked 4 minutes ago",
  );
  expect(leadOf([VAULT, folder("/new", null)], "/new")).toBe("214 movies on two disks");
});

test("a disk with several folders is one, and one that only the worker sees is not counted", () => {
  const disk = makeDisk();
  const both = ["/films", "/shows"].map((path) =>
    folder(path, null, { disk: { ...disk, mountPoint: path } }),
  );

  expect(leadOf(both)).toBe("214 movies on one disk");
  expect(leadOf([VAULT, { ...ATTIC, disk: null }])).toBe(
    "214 movies on your disks, checked 1 hour ago",
  );
});

test("seasons in a row are a span", () => {
  expect(seasonsText([1, 2, 3])).toBe("Seasons 1–3");
  expect(seasonsText([4, 1, 3])).toBe("Seasons 1, 3–4");
  expect(seasonsText([])).toBe("");
});

test("resolutions are called as people call them", () => {
  expect(["2160p", "1080p", "720p", "576p", ""].map(resolutionName)).toEqual([
    "4K",
    "1080p",
    "720p",
    "SD",
    "",
  ]);
});

test("an entry of a playlist says where VLC begins", () => {
  expect(m3uText([{ name: "Moon", url: "http://seen/1", seconds: 90.4, startSeconds: 30 }])).toBe(
    "#EXTM3U\n#EXTINF:90,Moon\n#EXTVLCOPT:start-time=30\nhttp://seen/1\n",
  );
});

test("a playlist has a name, a length and an address an entry, each on its line", () => {
  expect(m3uText([{ name: "Moon\nrise", url: "http://seen/1?s=x", seconds: 0 }])).toBe(
    "#EXTM3U\n#EXTINF:-1,Moon rise\nhttp://seen/1?s=x\n",
  );
});
