// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { makeMedia } from "../../../tests/media";
import type { ContinueItem } from "../../api/types";
import { runToastAction, dismiss, toasts } from "../../ui/toast";
import { hideFromRow, isHidden } from "./continueWatching";

const item: ContinueItem = {
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
  updatedAt: "2026-01-01T12:00:00Z",
};

const fetched = vi.fn<(request: Request) => Promise<Response>>(() =>
  Promise.resolve(new Response(null, { status: 204 })),
);

beforeEach(() => {
  vi.useFakeTimers();
  fetched.mockClear();
  vi.stubGlobal("fetch", fetched);
});

afterEach(() => {
  for (const each of [...toasts]) dismiss(each.id);
  vi.useRealTimers();
});

test("a hidden entry leaves at once; the server is told when Undo has expired", async () => {
  hideFromRow(item);
  expect(isHidden(item)).toBe(true);
  expect(fetched).not.toHaveBeenCalled();

  await vi.advanceTimersByTimeAsync(10_000);

  expect(
    fetched.mock.calls.map(([request]) => [request.method, new URL(request.url).pathname]),
  ).toEqual([["DELETE", `/api/v1/progress/${item.media.id}`]]);
});

test("Undo restores it and sends nothing", async () => {
  hideFromRow(item);
  runToastAction(toasts.at(-1)?.id ?? 0);
  await vi.advanceTimersByTimeAsync(10_000);

  expect(isHidden(item)).toBe(false);
  expect(fetched).not.toHaveBeenCalled();
});

test("leaving the site does not undo it", async () => {
  hideFromRow(item);
  window.dispatchEvent(new Event("pagehide"));
  await vi.advanceTimersByTimeAsync(0);

  expect(fetched).toHaveBeenCalledTimes(1);
});
