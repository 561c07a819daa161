import { expect, test } from "vitest";
import { dragged, isTap, isVertical, pinchMeans, sideOf } from "./touchGestures";
import { renditionOf } from "./playbackStatistics";
import { offsetLabel, stepOffset } from "./subtitleChoices";

test("the picture has three parts", () => {
  expect([10, 195, 380].map((x) => sideOf(x, 390))).toEqual(["left", "middle", "right"]);
});

test("a finger that hardly moves is a tap, and one that goes along the picture is no drag", () => {
  expect(isTap(3, -4)).toBe(true);
  expect(isTap(0, 40)).toBe(false);
  expect(isVertical(5, 40)).toBe(true);
  expect(isVertical(40, 40)).toBe(false);
});

test("a drag up raises the value, and stays between nothing and full", () => {
  expect(dragged(0.5, -70, 1000)).toBeCloseTo(0.6);
  expect(dragged(0.9, -900, 1000)).toBe(1);
  expect(dragged(0.1, 900, 1000)).toBe(0);
});

test("fingers that part fill the screen, and closing ones show the whole picture", () => {
  expect(pinchMeans(100, 130)).toBe("fill");
  expect(pinchMeans(100, 70)).toBe("fit");
  expect(pinchMeans(100, 105)).toBeNull();
});

test("subtitles move by quarters of a second", () => {
  expect(offsetLabel(stepOffset(0, 1))).toBe("+0.25 s");
  expect(offsetLabel(stepOffset(0, -1))).toBe("−0.25 s");
  expect(offsetLabel(0)).toBe("0.00 s");
  expect(stepOffset(300_000, 1)).toBe(300_000);
});

test("the rendition is read from the address of its manifest", () => {
  expect(renditionOf("/stream/x/hls/720-a1-aac/index.m3u8?sig=1")).toBe("720-a1-aac");
  expect(renditionOf("/stream/x?sig=1")).toBeUndefined();
});
