import { expect, test } from "vitest";
import { dataOf } from "./routeData";

const pathsOf = (pathname: string) => dataOf(pathname).map((data) => data.path);

test.each([
  ["/", ["/dashboard"]],
  ["/app/dashboard", ["/dashboard"]],
  ["/app/discover/", ["/discover", "/discover/free-sources", "/dashboard"]],
  ["/app/shows/12", ["/shows/12", "/dashboard"]],
  ["/app/shows", ["/dashboard"]],
  ["/app/movies/twelve", ["/dashboard"]],
  ["/app/play/4f1c", []],
  ["/sign-in", []],
])("%s begins with %j", (pathname, paths) => {
  expect(pathsOf(pathname)).toEqual(paths);
});

test("a title's picture is its backdrop", () => {
  const [title] = dataOf("/app/movies/12");

  expect(title?.pictureOf?.({ backdropUrl: "/artwork/w1280/tmdb/a.jpg" })).toBe(
    "/artwork/w1280/tmdb/a.jpg",
  );
});
