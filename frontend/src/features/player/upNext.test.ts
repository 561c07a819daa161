// @vitest-environment jsdom
import { expect, test } from "vitest";
import { anEpisode, aSeason, aTitle } from "../../../tests/titles";
import { isNearEnd, nextOf } from "./upNext";

test("the card is shown for the last ten seconds, shorter for short videos", () => {
  expect(isNearEnd(3589, 3600)).toBe(false);
  expect(isNearEnd(3591, 3600)).toBe(true);
  expect(isNearEnd(15, 20)).toBe(false);
  expect(isNearEnd(18.5, 20)).toBe(true);
  expect(isNearEnd(0, Number.NaN)).toBe(false);
});

test("the card names the episode behind the file", () => {
  const episode = anEpisode({
    id: 4,
    episodeNumber: 4,
    title: "Triangular Diplomacy",
    stillUrl: "/art/e4.svg",
    libraryItemId: "l4",
  });
  const show = aTitle({ seasons: [aSeason({ episodes: [episode] })] });

  expect(nextOf(show, "l4")).toEqual({
    libraryItemId: "l4",
    label: "4. Triangular Diplomacy",
    stillUrl: "/art/e4.svg",
    episodeId: 4,
  });
});

test("the next file of a film is its next part", () => {
  expect(nextOf(aTitle({ mediaType: "movie" }), "l4").label).toBe("The next part");
});

test("without the show's page the card still knows where it leads", () => {
  expect(nextOf(undefined, "l4")).toEqual({
    libraryItemId: "l4",
    label: "The next episode",
    stillUrl: null,
    episodeId: null,
  });
});

test("hidden spoilers leave the episode number only", () => {
  const episode = anEpisode({ id: 4, episodeNumber: 4, title: "The Reveal", libraryItemId: "l4" });
  const show = aTitle({ seasons: [aSeason({ episodes: [episode] })] });

  expect(nextOf(show, "l4", true).label).toBe("Episode 4");
});

test("the card appears as early as its countdown is long", () => {
  expect(isNearEnd(3575, 3600, 30)).toBe(true);
  expect(isNearEnd(3575, 3600, 10)).toBe(false);
});
