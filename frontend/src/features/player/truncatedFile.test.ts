import { expect, test } from "vitest";
import { cutOffFailure, isCutOff, watchedFrom } from "./truncatedFile";

const end = (atSeconds: number, lengthSeconds: number, hasPicture = true) => ({
  atSeconds,
  hasPicture,
  lengthSeconds,
});

test.each([
  ["40 % of a film", end(24, 60), true],
  ["80 % of a film", end(5760, 7200), true],
  ["a film of unknown length", end(24, 0), false],
  ["a whole film, up to the last update of its place", end(59.7, 60), false],
  ["a container that claims two seconds more than its picture has", end(15.5, 17.5), false],
  ["a long one that claims a minute more", end(7130, 7200), false],
  ["the credits", end(6600, 7200), false],
])("of a file that ends after %s the rest is missing: %s", (_, known, isMissing) => {
  expect(isCutOff(known, known.lengthSeconds * 0.9)).toBe(isMissing);
});

test("how much counts as watched is the viewer's choice", () => {
  expect(isCutOff(end(5760, 7200), 7200 * 0.75)).toBe(false);
  expect(isCutOff(end(6900, 7200), 7200 * 0.97)).toBe(true);
  expect(isCutOff(end(7100, 7200), 7200 * 0.99)).toBe(false);
});

test("a place without a picture is not watched, unless the end itself was looked for", () => {
  expect(isCutOff(end(55, 60, false), 54)).toBe(true);
  expect(isCutOff(end(57, 60, false), 54)).toBe(true);
  expect(isCutOff(end(60, 60, false), 54)).toBe(false);
});

test("a file is watched from its credits on, or from a share of its length", () => {
  const credits = { kind: "credits" as const, startSeconds: 5000, endSeconds: 5400 };
  const segment = { ...credits, source: "chapter" as const, setBy: null };

  expect(watchedFrom({ durationSeconds: 5400, segments: [] }, 90)).toBe(4860);
  expect(watchedFrom({ durationSeconds: 5400, segments: [segment] }, 90)).toBe(5000);
});

test("the viewer is told how much of the film is there", () => {
  expect(cutOffFailure(end(23.9, 60.02), 0)).toEqual({
    title: "The file ends here",
    text: "It has 0:24 of 1:00: the rest is missing.",
    action: "Start over",
  });
  expect(cutOffFailure(end(54, 60, false), 12.4)).toMatchObject({
    text: "It has less than 0:54 of 1:00: the rest is missing.",
    action: "Go back to 0:12",
  });
  expect(cutOffFailure(end(54, 60, false), 0.4).action).toBe("Start over");
});
