import { expect, test } from "vitest";
import { srcsetOf } from "./srcset";

test("a poster is offered in every size a card may need", () => {
  expect(srcsetOf("/artwork/w500/tmdb/abc.jpg", "poster")).toBe(
    [
      "/artwork/w92/tmdb/abc.jpg 92w",
      "/artwork/w185/tmdb/abc.jpg 185w",
      "/artwork/w342/tmdb/abc.jpg 342w",
      "/artwork/w500/tmdb/abc.jpg 500w",
      "/artwork/w780/tmdb/abc.jpg 780w",
    ].join(", "),
  );
});

test("a backdrop has sizes up to the original", () => {
  expect(srcsetOf("/artwork/w1280/igdb/a/b.jpg", "backdrop")).toBe(
    [
      "/artwork/w780/igdb/a/b.jpg 780w",
      "/artwork/w1280/igdb/a/b.jpg 1280w",
      "/artwork/original/igdb/a/b.jpg 1920w",
    ].join(", "),
  );
});

test("the server's origin is kept before the path", () => {
  expect(srcsetOf("https://seen.example/artwork/w500/tmdb/x.png", "still")).toContain(
    "https://seen.example/artwork/w342/tmdb/x.png 342w",
  );
});

test.each(["/art/sintel-poster.svg", "https://pictures.example/t/p/w500/x.jpg"])(
  "%s has one size",
  (src) => {
    expect(srcsetOf(src, "poster")).toBeUndefined();
  },
);
