import { expect, test } from "vitest";
import { genreSlug, playPath, searchPath, titlePath } from "./pagePaths";

test("every kind of title has its folder", () => {
  expect(titlePath({ id: 7, mediaType: "movie" })).toBe("/app/movies/7");
  expect(titlePath({ id: 7, mediaType: "show" })).toBe("/app/shows/7");
  expect(titlePath({ id: 7, mediaType: "game" })).toBe("/app/games/7");
  expect(playPath("a-b")).toBe("/app/play/a-b");
});

test("words are escaped in an address", () => {
  expect(searchPath("tom & jerry?")).toBe("/app/search?q=tom%20%26%20jerry%3F");
});

test("a genre's name becomes its slug", () => {
  expect(genreSlug("Science Fiction")).toBe("science-fiction");
  expect(genreSlug("Action & Adventure")).toBe("action-adventure");
});
