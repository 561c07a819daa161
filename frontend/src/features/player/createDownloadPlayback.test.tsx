import { MemoryRouter, Route } from "@solidjs/router";
import { render } from "@solidjs/testing-library";
import { onMount } from "solid-js";
import { expect, test, vi } from "vitest";
import { makeVideo } from "../../../tests/video";
import type { ProgressReport } from "../../api/playback";
import type { DownloadTicket } from "../../api/types";
import { createDownloadPlayback } from "./createDownloadPlayback";
import { createMediaElement } from "./mediaElement";

const FILM = { mediaId: 7, episodeId: null, positionSeconds: 20 };

/** A film of a minute that was left at its second 20. */
async function watch(plays: DownloadTicket["plays"]) {
  const reports: ProgressReport[] = [];
  vi.stubGlobal("fetch", async (request: Request) => {
    if (request.url.endsWith("/progress")) {
      reports.push((await request.json()) as ProgressReport);
      return Response.json({ watched: false });
    }
    const job = { status: "downloading", libraryItemId: null };
    return Response.json(request.url.endsWith("/play") ? { url: "/stream/job/1", plays } : job);
  });
  const shown = makeVideo(60);
  let film: ReturnType<typeof createDownloadPlayback> | undefined;
  const Page = () => {
    const media = createMediaElement();
    onMount(() => media.attach(shown.video)); // before the film is mounted
    film = createDownloadPlayback("1", media, () => 90);
    return null;
  };
  const { unmount } = render(() => (
    <MemoryRouter>
      <Route path="*" component={Page} />
    </MemoryRouter>
  ));
  await vi.waitFor(() => expect(shown.video.src).toContain("/stream/job/1"));
  shown.load();
  return { ...shown, leave: unmount, reports, resumedAt: () => film?.resumedAt() };
}

test("a film that is downloading goes on where it was left, and keeps its place", async () => {
  const { video, playTo, leave, reports, resumedAt } = await watch(FILM);
  expect(video.currentTime).toBe(20);
  expect(resumedAt()).toBe(20);

  playTo(31);
  leave();

  await vi.waitFor(() => expect(reports).toHaveLength(1));
  expect(reports[0]).toMatchObject({ mediaId: 7, positionSeconds: 31, durationSeconds: 60 });
});

test("a place that does not arrive has not been watched", async () => {
  const { playTo, lookFor, leave, reports } = await watch(FILM);

  playTo(31);
  lookFor(58);
  leave();

  await vi.waitFor(() => expect(reports).toHaveLength(1));
  expect(reports[0]?.positionSeconds).toBe(31);
});

test("of a film whose title is not known no place is kept", async () => {
  const { video, playTo, seekTo, leave, reports } = await watch(null);
  expect(video.currentTime).toBe(0);

  playTo(31);
  seekTo(40);
  leave();

  await new Promise((resolve) => setTimeout(resolve, 0));
  expect(reports).toEqual([]);
});
