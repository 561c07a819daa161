// @vitest-environment jsdom
import { createRoot } from "solid-js";
import { expect, test, vi } from "vitest";
import type { Command } from "./playerShortcuts";
import { createMediaElement } from "./mediaElement";
import { runCommand, type Controls } from "./runCommand";

function player() {
  const video = document.createElement("video");
  Object.defineProperty(video, "duration", { value: 120 });
  const media = createRoot(() => {
    const element = createMediaElement();
    element.attach(video);
    return element;
  });
  const controls: Required<Controls> = {
    media,
    toggleSubtitles: vi.fn(),
    moveSubtitles: vi.fn(() => 250),
    toggleStatistics: vi.fn(),
    toggleTheater: vi.fn(),
    toggleFullScreen: vi.fn(),
    next: vi.fn(),
    skip: vi.fn(),
    showKeys: vi.fn(),
    dismiss: vi.fn(),
  };
  return { video, controls, press: (command: Command) => runCommand(command, controls) };
}

test("seeking says by how much, and stays inside the running time", () => {
  const { video, press } = player();
  video.currentTime = 5;

  expect(press({ do: "seek", by: -10 })).toBe("−10 s");
  expect(video.currentTime).toBe(0);
  expect(press({ do: "seek", by: 10 })).toBe("+10 s");
  expect(video.currentTime).toBe(10);
});

test("a digit jumps to its tenth", () => {
  const { video, press } = player();

  press({ do: "jump", share: 0.5 });

  expect(video.currentTime).toBe(60);
});

test("the volume is announced, and zero is muted", () => {
  const { video, press } = player();
  video.volume = 0.05;
  video.dispatchEvent(new Event("volumechange"));

  expect(press({ do: "volume", by: -0.05 })).toBe("Muted");
  expect(video.muted).toBe(true);
});

test("unmuting from zero sets half volume", () => {
  const { video, press } = player();
  video.volume = 0;
  video.muted = true;

  expect(press({ do: "mute" })).toBe("Volume 50 %");
});

test("speed goes by steps", () => {
  const { video, press } = player();
  video.dispatchEvent(new Event("ratechange"));

  expect(press({ do: "speed", steps: 1 })).toBe("1.25×");
  expect(video.playbackRate).toBe(1.25);
});

test("moving subtitles says how far", () => {
  const { controls, press } = player();

  expect(press({ do: "moveSubtitles", steps: 1 })).toBe("Subtitles +0.25 s");
  vi.mocked(controls.moveSubtitles).mockReturnValue(null);
  expect(press({ do: "moveSubtitles", steps: 1 })).toBe("No subtitles");
});

test("a key of what a player does not have does nothing", () => {
  const { controls } = player();
  const { media, toggleFullScreen, showKeys, dismiss } = controls;
  const few: Controls = { media, toggleFullScreen, showKeys, dismiss };

  expect(runCommand({ do: "subtitles" }, few)).toBeNull();
  expect(runCommand({ do: "moveSubtitles", steps: 1 }, few)).toBeNull();
  expect(runCommand({ do: "statistics" }, few)).toBeNull();
  expect(runCommand({ do: "theater" }, few)).toBeNull();
  expect(runCommand({ do: "next" }, few)).toBeNull();
  expect(runCommand({ do: "skip" }, few)).toBeNull();
});

test("every other key runs its command", () => {
  const { controls, press } = player();

  press({ do: "subtitles" });
  press({ do: "statistics" });
  press({ do: "theater" });
  press({ do: "fullScreen" });
  press({ do: "next" });
  press({ do: "skip" });
  press({ do: "help" });
  press({ do: "dismiss" });

  const { toggleSubtitles, toggleStatistics, toggleTheater, toggleFullScreen } = controls;
  const { next, skip, showKeys, dismiss } = controls;
  for (const each of [
    toggleSubtitles,
    toggleStatistics,
    toggleTheater,
    toggleFullScreen,
    next,
    skip,
    showKeys,
    dismiss,
  ]) {
    expect(each).toHaveBeenCalledOnce();
  }
});
