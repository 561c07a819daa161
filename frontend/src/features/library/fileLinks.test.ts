// @vitest-environment jsdom
import { afterEach, expect, test, vi } from "vitest";
import type { TitleFile } from "../../api/types";
import { toasts } from "../../ui/toast";
import { saveFile } from "../../lib/saveFile";
import { downloadFile, saveM3u } from "./fileLinks";

vi.mock("../../lib/saveFile", () => ({ saveFile: vi.fn() }));

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

/** The addresses in the playlist of a file, and the options that its tickets were asked with. */
async function playlistOf(file: Partial<TitleFile>) {
  const ticket = { title: "Metropolis", subtitle: null, url: "", durationSeconds: 60 };
  const after: Record<string, string | null> = { "1": "2", "2": "3", "3": null };
  const options = new Set<string>();
  vi.stubGlobal("fetch", (request: Request) => {
    const id = /library\/(\d)\/play/.exec(request.url)?.[1] ?? "";
    if (id !== "") options.add(new URL(request.url).search);
    const rest = { fileUrl: `http://seen.test/stream/${id}`, nextLibraryItemId: after[id] };
    return Promise.resolve(Response.json({ ...ticket, libraryItemId: id, ...rest }));
  });
  await saveM3u({ id: "1", fileName: "film.mkv", positionSeconds: 0, ...file } as TitleFile);
  const [playlist] = vi.mocked(saveFile).mock.lastCall ?? [];
  if (playlist === undefined) throw new Error("no playlist was saved");
  const reader = new FileReader(); // jsdom's files have no text()
  reader.readAsText(playlist);
  await vi.waitUntil(() => reader.readyState === FileReader.DONE);
  const text = reader.result as string;
  const [, startsAt] = /#EXTVLCOPT:start-time=(\d+)/.exec(text) ?? [];
  return { streams: text.match(/stream\/\d/g), options: [...options], startsAt };
}

test("a playlist has all parts of a film from the first one on", async () => {
  const { streams, options } = await playlistOf({ parts: 3 });

  expect(streams).toEqual(["stream/1", "stream/2", "stream/3"]);
  expect(options).toEqual(["?isForOtherPlayer=true"]);
});

test.each([
  [0, ["1", "2", "3"], undefined],
  [59, ["1", "2", "3"], "59"],
  [60, ["2", "3"], undefined],
  [130, ["3"], "10"],
])("a playlist of parts of a minute goes on at second %i", async (position, parts, startsAt) => {
  const playlist = await playlistOf({ parts: 3, positionSeconds: position });

  expect(playlist.streams).toEqual(parts.map((part) => `stream/${part}`));
  expect(playlist.startsAt).toBe(startsAt);
});

test("a playlist has one episode of a show", async () => {
  expect((await playlistOf({ parts: 0 })).streams).toEqual(["stream/1"]);
});

test("all parts of a film are downloaded by their names", async () => {
  const clicked: string[] = [];
  vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(function (
    this: HTMLAnchorElement,
  ) {
    clicked.push(`${this.download} ${new URL(this.href).pathname}`);
  });
  vi.stubGlobal("fetch", (request: Request) => {
    const [, id, command] = /library\/(\d)(\/play)?/.exec(request.url) ?? [];
    if (command === undefined) return Promise.resolve(Response.json({ fileName: `cd${id}.mkv` }));
    const next = id === "1" ? "2" : null;
    const fileUrl = `http://seen.test/stream/${id}`;
    return Promise.resolve(Response.json({ libraryItemId: id, fileUrl, nextLibraryItemId: next }));
  });

  await downloadFile({ id: "1", fileName: "cd1.mkv", parts: 2 } as TitleFile);

  expect(clicked).toEqual(["cd1.mkv /stream/1", "cd2.mkv /stream/2"]);
});

test("a file that is away is not downloaded, and the reason is said", async () => {
  const ticket = { url: "http://seen.test/api/v1/library/1/copies/720-a1-aac/index.m3u8" };
  vi.stubGlobal("fetch", () => Promise.resolve(Response.json({ ...ticket, fileUrl: null })));

  await downloadFile({ id: "1" } as TitleFile);

  expect(toasts.at(-1)?.text).toContain("The file is not here right now.");
});
