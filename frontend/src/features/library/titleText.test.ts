import { expect, test } from "vitest";
import { makeLibraryTitle } from "../../../tests/library";
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

function folder(mountPoint: string, scannedAt: string | null, state = "ok") {
  return { state, disk: state === "ok" ? { mountPoint } : null, scannedAt } as LibraryFolder;
}

test("the library is as recently checked as the folder that waits the longest", () => {
  const facets = { kinds: [{ value: "movie", titles: 214 }] } as LibraryFacets;
  const lead = (...folders: LibraryFolder[]) =>
    libraryLead(facets, folders, Date.parse("2026-06-15T12:00:00Z"));
  const vault = folder("/vault", "2026-06-15T11:56:00Z");
  const attic = folder("/attic", "2026-06-15T11:58:00Z");

  expect(lead(vault, attic, vault, folder("", "2026-01-01T00:00:00Z", "missing"))).toBe(
    "214 movies on two disks, checked 4 minutes ago",
  );
  expect(lead(vault, folder("/vault", null))).toBe("214 movies on one disk");
  expect(lead()).toBe("214 movies on your disks");
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
