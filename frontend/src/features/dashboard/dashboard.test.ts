import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { makeMedia } from "../../../tests/media";
import type { ContinueItem, DownloadJob } from "../../api/types";
import { act, dismiss, toasts } from "../../ui/toast";
import { arrivalLine, isStuck } from "./arrival";
import { hide, isHidden } from "./dashboard";

const item: ContinueItem = {
  media: makeMedia({ title: "Metropolis" }),
  episodeId: null,
  episodeLabel: null,
  episodeTitle: null,
  stillUrl: null,
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

test("what is put aside leaves at once; the server hears it when Undo is over", async () => {
  hide(item);
  expect(isHidden(item)).toBe(true);
  expect(fetched).not.toHaveBeenCalled();

  await vi.advanceTimersByTimeAsync(10_000);

  expect(
    fetched.mock.calls.map(([request]) => [request.method, new URL(request.url).pathname]),
  ).toEqual([["DELETE", `/api/v1/progress/${item.media.id}`]]);
});

test("Undo brings it back and the server hears nothing", async () => {
  hide(item);
  act(toasts.at(-1)?.id ?? 0);
  await vi.advanceTimersByTimeAsync(10_000);

  expect(isHidden(item)).toBe(false);
  expect(fetched).not.toHaveBeenCalled();
});

test("leaving the site is not taking it back", async () => {
  hide(item);
  window.dispatchEvent(new Event("pagehide"));
  await vi.advanceTimersByTimeAsync(0);

  expect(fetched).toHaveBeenCalledTimes(1);
});

const job = (changes: Partial<DownloadJob>) =>
  ({
    status: "downloading",
    detail: null,
    reason: null,
    queuePosition: null,
    etaSeconds: null,
    nextRetryAt: null,
    ...changes,
  }) as DownloadJob;

test("a job on its way says how long, a stuck one what is the matter", () => {
  expect(arrivalLine(job({ etaSeconds: 360 }))).toBe("6 min left, then it sorts itself in");
  expect(arrivalLine(job({ queuePosition: 1 }))).toBe("Next in line");
  const stuck = job({ status: "stalled", etaSeconds: 360, detail: "Nobody is sharing it now" });
  expect(isStuck(stuck)).toBe(true);
  expect(arrivalLine(stuck)).toBe("Nobody is sharing it now");
});
