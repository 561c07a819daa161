/** A video element that plays as a test says. */
import { vi } from "vitest";

/** A video of which a browser has the picture up to a second, and a length of sixty. */
export function makeVideo(pictureSeconds: number) {
  const video = document.createElement("video");
  const state = {
    currentTime: 0,
    ended: false,
    paused: true,
    seeking: false,
    readyState: 4,
    duration: 60,
    error: null as { code: number } | null,
  };
  for (const name of Object.keys(state) as (keyof typeof state)[]) {
    Object.defineProperty(video, name, {
      get: () => state[name],
      set: (value: never) => (state[name] = value),
    });
  }
  vi.spyOn(video, "play").mockImplementation(() => {
    state.paused = false;
    say("play");
    return Promise.resolve();
  });
  let onFrame: VideoFrameRequestCallback | undefined;
  video.requestVideoFrameCallback = (callback) => {
    onFrame = callback;
    return 1;
  };
  const say = (...names: string[]) => {
    for (const name of names) video.dispatchEvent(new Event(name));
  };
  vi.spyOn(video, "pause").mockImplementation(() => {
    if (state.paused) return;
    state.paused = true;
    say("pause");
  });
  /** As Chromium does it: the place is the length before the end is said. */
  const end = (...before: string[]) => {
    Object.assign(state, { currentTime: 60, ended: true });
    say("timeupdate", ...before);
    state.paused = true;
    say("pause", "ended");
  };
  return {
    video,
    /** Chromium pauses what fails. */
    fail: () => {
      Object.assign(state, { error: { code: 2 }, paused: true });
      say("error", "pause");
    },
    /** Another source: the one before is paused without a word. */
    load: () => {
      Object.assign(state, { currentTime: 0, ended: false, paused: true, seeking: false });
      state.error = null;
      say("emptied", "durationchange", "loadedmetadata");
    },
    playTo: (seconds: number) => {
      state.currentTime = Math.min(seconds, pictureSeconds);
      say("timeupdate");
      if (seconds > pictureSeconds) end();
    },
    seekTo: (seconds: number) => {
      Object.assign(state, { currentTime: seconds, ended: false, paused: false });
      say("seeking");
      // As Chromium does it: the seek ends before the data does.
      say("timeupdate", "seeked");
      if (seconds > pictureSeconds) end();
      else onFrame?.(0, { mediaTime: seconds } as VideoFrameCallbackMetadata);
    },
    /** A place of which nothing comes. */
    lookFor: (seconds: number) => {
      Object.assign(state, { currentTime: seconds, seeking: true });
      say("seeking", "timeupdate");
    },
  };
}
