// @vitest-environment jsdom
import { afterEach, expect, test, vi } from "vitest";
import type { TitleFile } from "../../api/types";
import { toasts } from "../../ui/toast";
import { downloadFile } from "./fileLinks";

afterEach(() => {
  vi.unstubAllGlobals();
});

test("a file that is away is not downloaded, and the reason is said", async () => {
  const ticket = { url: "http://seen.test/api/v1/library/1/copies/720-a1-aac/index.m3u8" };
  vi.stubGlobal("fetch", () => Promise.resolve(Response.json({ ...ticket, fileUrl: null })));

  await downloadFile({ id: "1" } as TitleFile);

  expect(toasts.at(-1)?.text).toContain("The file is not here right now.");
});
