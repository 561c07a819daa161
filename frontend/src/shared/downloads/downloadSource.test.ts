// @vitest-environment jsdom
import { expect, test } from "vitest";
import { NotATorrent, parseSource, readTorrentFile } from "./downloadSource";

const HASH = "0123456789abcdef0123456789abcdef01234567";
const MAGNET = `magnet:?xt=urn:btih:${HASH}&dn=Big+Buck+Bunny`;

test("a magnet link has its name", () => {
  expect(parseSource(`  ${MAGNET}\n`)).toEqual({
    sourceType: "magnet",
    source: MAGNET,
    title: "Big Buck Bunny",
  });
});

test("a magnet link is found inside other text", () => {
  expect(parseSource(`get this: <${MAGNET}>`)?.source).toBe(MAGNET);
});

test("a bare info hash is a magnet link", () => {
  expect(parseSource(HASH)?.source).toBe(`magnet:?xt=urn:btih:${HASH}`);
});

test("an address is downloaded as it is, unless it is a torrent's", () => {
  expect(parseSource("https://example.org/a/Sintel%20HD.mp4?x=1")).toEqual({
    sourceType: "http",
    source: "https://example.org/a/Sintel%20HD.mp4?x=1",
    title: "Sintel HD.mp4",
  });
  expect(parseSource("http://example.org/sintel.torrent")).toEqual({
    sourceType: "torrent",
    source: "http://example.org/sintel.torrent",
    title: "sintel",
  });
});

test.each(["", "hello there", "magnet:?dn=nothing", "ftp://example.org/a", "https://"])(
  "%o is nothing to download",
  (text) => {
    expect(parseSource(text)).toBeNull();
  },
);

test("a torrent file travels as a data URL", async () => {
  const file = new File(["d4:infod4:name1:aee"], "a film.torrent");

  expect(await readTorrentFile(file)).toEqual({
    sourceType: "torrent",
    source: `data:application/x-bittorrent;name=a%20film.torrent;base64,${btoa("d4:infod4:name1:aee")}`,
    title: "a film",
  });
});

test("a file of another kind is refused before it is sent", async () => {
  const file = new File(["%PDF-1.7"], "paper.pdf");

  await expect(readTorrentFile(file)).rejects.toThrow(NotATorrent);
});
