import { expect, test } from "vitest";
import { externalIdOf } from "./parseExternalId";

test.each([
  ["19", 19],
  [" 19 ", 19],
  ["https://www.themoviedb.org/movie/19-metropolis", 19],
  ["https://www.themoviedb.org/tv/1396", 1396],
  ["", null],
  ["0", null],
  ["tt0017136", null],
  ["99999999999", null],
  ["2147483648", null],
  ["https://example.org/movie/19", null],
])("%j names the number %j", (typed, id) => {
  expect(externalIdOf(typed)).toBe(id);
});
