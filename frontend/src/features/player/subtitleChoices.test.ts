import { expect, test } from "vitest";
import type { PlayTicket } from "../../api/types";
import { chosenPicture, shiftOfCues, stepOffset } from "./subtitleChoices";

const at = (query: string) => ({
  url: `https://seen.example/stream/12/subtitles/34.vtt?s=1&e=2&sig=3${query}`,
});

test("a stored correction is in the address and is not applied again", () => {
  expect(shiftOfCues(at("&offset=700&speed=1.000000000"), 700)).toBe(0);
  expect(shiftOfCues(at("&offset=-1250&speed=1.042708333"), -1250)).toBe(0);
});

test("moving a track further moves its cues by the difference alone", () => {
  const track = at("&offset=700&speed=1.042708333");
  expect(shiftOfCues(track, stepOffset(700, 1))).toBe(250);
  expect(shiftOfCues(track, stepOffset(700, -1))).toBe(-250);
  expect(shiftOfCues(track, 0)).toBe(-700);
});

test("an address that says nothing serves the times of the file", () => {
  expect(shiftOfCues(at(""), 500)).toBe(500);
  expect(shiftOfCues({ url: null }, 0)).toBe(0);
});

test("a chosen subtitle of pictures is told from one of text", () => {
  const tracks = [
    { id: "a", form: "text" },
    { id: "b", form: "picture" },
  ] as PlayTicket["subtitleTracks"];
  const chosen = (subtitleId: string | null) =>
    chosenPicture({ subtitleId, subtitleTracks: tracks })?.id;

  expect([chosen(null), chosen("a"), chosen("b")]).toEqual([undefined, undefined, "b"]);
});
