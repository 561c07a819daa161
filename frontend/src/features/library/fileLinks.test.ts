// @vitest-environment jsdom
import { afterEach, expect, test, vi } from "vitest";
import type { TitleFile } from "../../api/types";
import { toasts } from "../../ui/toast";
import { saveFile } from "../../lib/saveFile";
import { downloadFile, saveM3u } from "./fileLinks";

vi.mock("../../lib/saveFile", () => ({ saveFile: vi.fn() }));

afterEach(() => {
  vi.unstubAllGlobals();
});

test("a playlist has all parts of a film, and one episode of a show", async () => {
  const ticket = { title: "Metropolis", subtitle: null, url: "", durationSeconds: 60 };
  const after: Record<string, string | null> = { "1": "2", "2": "3", "3": null };
  vi.stubGlobal("fetch", (request: Request) => {
    const id = /library\/(\d)\/play/.exec(request.url)?.[1] ?? "";
    const rest = { fileUrl: `http://seen.test/stream/${id}`, nextLibraryItemId: after[id] };
    return Promise.resolve(Response.json({ ...ticket, ...rest }));
  });
  const streams = async (file: Partial<TitleFile>) => {
    await saveM3u({ id: "1", fileName: "film.mkv", ...file } as TitleFile);
    const [playlist] = vi.mocked(saveFile).mock.lastCall ?? [];
    if (playlist === undefined) return null;
    const reader = new FileReader(); // jsdom's files have no text()
    reader.readAsText(playlist);
    await vi.waitUntil(() => reader.readyState === FileReader.DONE);
    return (reader.result as string).match(/stream\/\d/g);
  };

  expect(await streams({ parts: 3 })).toEqual(["stream/1", "stream/2", "stream/3"]);
  expect(await streams({ parts: 0 })).toEqual(["stream/1"]);
});

test("a file that is away is not downloaded, and the reason is said", async () => {
  const ticket = { url: "http://seen.test/api/v1/library/1/copies/720-a1-aac/index.m3u8" };
  vi.stubGlobal("fetch", () => Promise.resolve(Response.json({ ...ticket, fileUrl: null })));

  await downloadFile({ id: "1" } as TitleFile);

  expect(toasts.at(-1)?.text).toContain("The file is not here right now.");
});
