// @vitest-environment jsdom
import { afterEach, expect, test, vi } from "vitest";
import { makeMedia } from "../../../tests/media";
import type { ContinueItem } from "../../api/types";
import { runToastAction, dismiss, toasts } from "../../ui/toast";
import { isHidden } from "./hiddenContinueItems";
import { drop, markFinished, notNow } from "./continueWatchingActions";

const item: ContinueItem = {
  id: "1",
  media: makeMedia({ title: "Metropolis" }),
  episodeId: null,
  episodeLabel: null,
  episodeTitle: null,
  stillUrl: null,
  stillPlaceholder: null,
  positionSeconds: 60,
  durationSeconds: 600,
  progressPercent: 10,
  secondsLeft: 540,
  libraryItemId: null,
  absence: null,
  updatedAt: "2026-01-01T12:00:00Z",
};

/** The requests so far, and a server that takes every change. */
function server() {
  const sent: [method: string, path: string, body: unknown][] = [];
  vi.stubGlobal("fetch", async (request: Request) => {
    const path = new URL(request.url).pathname.replace("/api/v1", "");
    sent.push([request.method, path, await request.json().catch(() => null)]);
    if (path.startsWith("/undo/")) return new Response(null, { status: 204 });
    return Response.json({ undoId: "u1" });
  });
  return sent;
}

afterEach(() => {
  for (const each of [...toasts]) dismiss(each.id);
  vi.unstubAllGlobals();
});

const id = item.media.id;

test.each([
  [notNow, ["DELETE", `/progress/${id}`, null], "is hidden from Continue watching"],
  [drop, ["PUT", "/statuses", { mediaIds: [id], status: "dropped" }], "is dropped"],
  [markFinished, ["POST", "/plays", { mediaId: id }], "is marked as seen"],
] as const)(
  "an entry leaves at once, and Undo brings it back: %o",
  async (leave, request, text) => {
    const sent = server();
    const done = leave(item);
    expect(isHidden(item)).toBe(true);
    await done;

    expect(sent).toEqual([request]);
    expect(toasts.at(-1)?.text).toContain(text);
    runToastAction(toasts.at(-1)?.id ?? 0);
    await vi.waitFor(() => expect(sent.at(-1)).toEqual(["POST", "/undo/u1", null]));
    expect(isHidden(item)).toBe(false);
  },
);

test("an entry whose change is refused comes back", async () => {
  vi.stubGlobal("fetch", () => Promise.resolve(Response.json({ detail: "No." }, { status: 404 })));

  await drop(item);

  expect(isHidden(item)).toBe(false);
  expect(toasts.at(-1)?.tone).toBe("bad");
});

test("of a show, the episode is finished", async () => {
  const sent = server();

  await markFinished({ ...item, episodeId: 7, episodeLabel: "S1 E7" });

  expect(sent[0]?.[2]).toEqual({ mediaId: id, episodeId: 7 });
  expect(toasts.at(-1)?.text).toBe("Metropolis S1 E7 is marked as seen");
});
