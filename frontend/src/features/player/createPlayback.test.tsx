import { createRoot } from "solid-js";
import { expect, test, vi } from "vitest";
import { isConnected } from "../../api/serverConnection";
import type { ProgressReport } from "../../api/playback";
import type { PlayTicket } from "../../api/types";
import { makeVideo } from "../../../tests/video";
import { createMediaElement } from "./mediaElement";
import { createPlayback } from "./createPlayback";

const TICKET = {
  libraryItemId: "1",
  url: "/stream/1",
  kind: "direct",
  reasons: [],
  positionSeconds: 0,
  durationSeconds: 60,
  segments: [],
  subtitleId: null,
  subtitleTracks: [],
  mediaId: 7,
  episodeId: null,
} as unknown as PlayTicket;

async function open(pictureSeconds: number) {
  const reports: ProgressReport[] = [];
  const network = { isUp: true, tickets: 0 };
  vi.stubGlobal("fetch", async (request: Request | string) => {
    if (!network.isUp) throw new TypeError("Failed to fetch");
    if (typeof request === "string") return new Response("", { status: 206 });
    if (request.url.includes("/play?")) network.tickets += 1;
    if (request.url.endsWith("/progress")) {
      reports.push((await request.json()) as ProgressReport);
      return Response.json({ watched: false });
    }
    return request.url.includes("/play") ? Response.json(TICKET) : Response.json({});
  });
  const shown = makeVideo(pictureSeconds);
  const { media, playback, leave } = createRoot((dispose) => {
    const media = createMediaElement();
    media.attach(shown.video);
    const playback = createPlayback({
      libraryItemId: "1",
      isExact: false,
      media,
      onSwap: () => undefined,
      finishedPercent: () => 90,
    });
    return { media, playback, leave: dispose };
  });
  await vi.waitFor(() => expect(shown.video.src).toContain("/stream/1"));
  return {
    ...shown,
    network,
    media,
    playback,
    leave,
    places: () => reports.map((each) => each.positionSeconds),
  };
}

async function play(pictureSeconds: number) {
  const opened = await open(pictureSeconds);
  opened.load();
  return opened;
}

test("a file that is cut off has been watched up to there, and says that its rest is missing", async () => {
  const { playTo, playback, places, leave } = await play(24);

  playTo(23.9);
  playTo(30);

  await vi.waitFor(() => expect(places()).toEqual([24]));
  expect(playback.failure()?.text).toBe("It has 0:24 of 1:00: the rest is missing.");
  expect(playback.isCutOff()).toBe(true);
  leave();
  expect(places()).toEqual([24]);
});

test.each([55, 57])("second %d of 60 is not watched by looking for it", async (second) => {
  const { playTo, seekTo, playback, places, leave } = await play(24);

  playTo(12);
  seekTo(second);

  await vi.waitFor(() => expect(places()).toEqual([12]));
  expect(playback.failure()?.title).toBe("The file ends before this");
  seekTo(6);
  expect(playback.failure()).toBeUndefined();
  expect(playback.isCutOff()).toBe(false);
  await vi.waitFor(() => expect(places()).toEqual([12, 6]));
  leave();
});

test.each([59.8, 56])("a film that ends at second %d of 60 has been watched", async (seconds) => {
  const { playTo, playback, places, leave } = await play(seconds);

  playTo(seconds);
  playTo(60.1);

  await vi.waitFor(() => expect(places()).toContain(60));
  expect(playback.failure()).toBeUndefined();
  leave();
});

test("another source has not ended", async () => {
  const { playTo, load, media, playback, network, leave } = await play(60);
  playTo(59.9);
  playTo(60.1);
  expect(media.ended()).toBe(true);

  void playback.change({ audioIndex: 1 });
  await vi.waitFor(() => expect(network.tickets).toBe(2));
  load();

  expect(media.ended()).toBe(false);
  leave();
});

test.each([
  ["begins anew where a file ends that is cut off", 30, "Start over", 0],
  ["goes back to the picture from a place that is missing", 55, "Go back to 0:12", 12],
])("it %s", async (_, soughtSecond, action, second) => {
  const { video, playTo, seekTo, playback, network, leave } = await play(24);
  playTo(12);
  if (soughtSecond > 50) seekTo(soughtSecond);
  else playTo(soughtSecond);
  expect(playback.failure()?.action).toBe(action);

  playback.retry();
  expect(video.currentTime).toBe(second);
  expect(video.paused).toBe(false);
  seekTo(video.currentTime);

  expect(playback.failure()).toBeUndefined();
  expect(network.tickets).toBe(1);
  leave();
});

test("without a connection nothing is asked for; with one again the film is loaded anew", async () => {
  const { playTo, fail, playback, network, leave } = await play(60);
  playTo(12);

  network.isUp = false;
  fail();
  await vi.waitFor(() => expect(isConnected()).toBe(false));
  expect(playback.failure()).toBeUndefined();
  network.isUp = true;
  dispatchEvent(new Event("online"));

  await vi.waitFor(() => expect(network.tickets).toBe(2));
  expect(playback.failure()).toBeUndefined();
  leave();
});

test.each([
  ["plays on", 0, false],
  ["stays paused when it was paused meanwhile", 1, true],
  ["plays on when it was only for a moment", 2, false],
])("after an interruption a film %s", async (_, presses, isPaused) => {
  const { video, playTo, fail, load, media, network, leave } = await play(60);
  playTo(12);

  network.isUp = false;
  fail();
  await vi.waitFor(() => expect(isConnected()).toBe(false));
  expect(media.paused()).toBe(false);
  for (let press = 0; press < presses; press++) media.toggle();
  network.isUp = true;
  dispatchEvent(new Event("online"));
  await vi.waitFor(() => expect(network.tickets).toBe(2));
  await vi.waitFor(() => expect(isConnected()).toBe(true));
  load();

  expect(video.currentTime).toBe(12);
  expect(video.paused).toBe(isPaused);
  leave();
});

test("a film that was about to play does so after an interruption", async () => {
  const { video, fail, load, media, network, leave } = await open(60);
  expect(media.paused()).toBe(true);

  network.isUp = false;
  fail();
  await vi.waitFor(() => expect(isConnected()).toBe(false));
  network.isUp = true;
  dispatchEvent(new Event("online"));
  await vi.waitFor(() => expect(network.tickets).toBe(2));
  load();

  expect(video.paused).toBe(false);
  leave();
});
