import { expect, test } from "vitest";
import { formatView, isFiltered, parseView, queryOf } from "./watchLaterFilters";

test("a URL without parameters is the whole list in its own order", () => {
  const view = parseView({});

  expect(isFiltered(view)).toBe(false);
  expect(queryOf(view).sort).toBe("own");
  expect(Object.values(formatView(view)).every((value) => value === undefined)).toBe(true);
});

test("filters, order and view survive the URL", () => {
  const params = { type: "show", genre: "film-noir", here: "1", sort: "shortest", view: "list" };

  const view = parseView(params);

  expect(formatView(view)).toEqual(params);
  expect(queryOf(view)).toEqual({
    mediaType: "show",
    genre: "film-noir",
    available: true,
    sort: "shortest",
  });
});

test("invalid values are ignored", () => {
  expect(parseView({ type: "song", genre: "A B", here: "yes", sort: "x", view: "y" })).toEqual(
    parseView({}),
  );
});
