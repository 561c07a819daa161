import { createRoot, createSignal } from "solid-js";
import { beforeEach, expect, test } from "vitest";
import { createMediaElement } from "./mediaElement";
import { keepSpeed } from "./playbackSpeeds";

beforeEach(() => localStorage.clear());

/** A player of a title. */
function player(mediaId: number | null) {
  const video = document.createElement("video");
  const [known, setKnown] = createSignal<number | null>();
  createRoot(() => {
    const media = createMediaElement();
    media.attach(video);
    keepSpeed(media, known);
  });
  setKnown(mediaId);
  return {
    speed: () => video.playbackRate,
    choose: (speed: number) => {
      video.playbackRate = speed;
      video.dispatchEvent(new Event("ratechange"));
    },
  };
}

test("the next episode plays at the speed of its show, and another show at its own", () => {
  player(7).choose(1.5);

  expect(player(7).speed()).toBe(1.5);
  expect(player(8).speed()).toBe(1);
});

test("the speed of a file without a title is not kept", () => {
  player(null).choose(2);

  expect(localStorage.length).toBe(0);
  expect(player(7).speed()).toBe(1);
});
