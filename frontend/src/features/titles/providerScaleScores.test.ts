import { expect, test } from "vitest";
import type { Rating } from "../../api/types";
import { scoresOf } from "./providerScaleScores";

const rating = (
  source: string,
  value: number,
  best = 100,
  votes: number | null = null,
): Rating => ({
  source,
  value,
  best,
  votes,
});

test("each score has its own scale and a fixed place", () => {
  const ratings = [
    rating("igdb", 84.4),
    rating("tmdb", 8.1, 10, 2_914),
    rating("metacritic", 98),
    rating("rotten_tomatoes", 97),
    rating("imdb", 8.3, 10, 1_204_551),
  ];

  expect(scoresOf({ ratings }).map(({ mark, figure }) => [mark, figure])).toEqual([
    ["imdb", "8.3"],
    ["rotten_tomatoes", "97%"],
    ["metacritic", "98"],
    ["tmdb", "81%"],
    ["igdb", "84"],
  ]);
});

test("votes are abbreviated", () => {
  const [imdb] = scoresOf({ ratings: [rating("imdb", 8.3, 10, 1_204_551)] });

  expect(imdb?.votes).toBe("1.2 million votes");
});

test("a source without a logo, and a zero, are left out", () => {
  expect(scoresOf({ ratings: [rating("letterboxd", 4), rating("imdb", 0, 10)] })).toEqual([]);
});

test.each([
  ["rotten_tomatoes", 60, "fresh"],
  ["rotten_tomatoes", 59, "rotten"],
  ["rotten_tomatoes", 0, "rotten"],
  ["metacritic", 61, "favorable"],
  ["metacritic", 60, "mixed"],
  ["metacritic", 40, "mixed"],
  ["metacritic", 39, "unfavorable"],
  ["igdb", 39, null],
])("%s of %i is %s", (source, value, verdict) => {
  expect(scoresOf({ ratings: [rating(source, value)] })[0]?.verdict).toBe(verdict);
});
