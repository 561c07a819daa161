import { expect, test } from "vitest";
import { bufferedRanges, clampPosition, filmLength, fractionOf } from "./bufferedRanges";

function ranges(...pairs: [number, number][]): TimeRanges {
  return {
    length: pairs.length,
    start: (index) => pairs[index]?.[0] ?? 0,
    end: (index) => pairs[index]?.[1] ?? 0,
  };
}

test("loaded ranges are shares of the whole", () => {
  expect(bufferedRanges(ranges([0, 30], [60, 90]), 120)).toEqual([
    { from: 0, to: 0.25 },
    { from: 0.5, to: 0.75 },
  ]);
});

test("while the length is unknown nothing is loaded and nothing has played", () => {
  expect(bufferedRanges(ranges([0, 30]), Number.NaN)).toEqual([]);
  expect(fractionOf(30, Number.NaN)).toBe(0);
  expect(fractionOf(30, 0)).toBe(0);
});

test("a position stays inside the running time", () => {
  expect(clampPosition(-5, 120)).toBe(0);
  expect(clampPosition(130, 120)).toBe(120);
  expect(clampPosition(30, Number.NaN)).toBe(30);
});

test("a container that claims far more than the picture lasts is not believed", () => {
  expect(filmLength(4_294_971, 6000)).toBe(6000);
  expect(filmLength(6004, 6000)).toBe(6004);
  expect(filmLength(6004, 0)).toBe(6004);
  expect(filmLength(Number.NaN, 6000)).toBeNaN();
});
