// @vitest-environment jsdom
import { describe, expect, test } from "vitest";
import {
  countInSheet,
  filterKey,
  formatFilters,
  isFiltered,
  NO_FILTERS,
  filterQuery,
  offeredSorts,
  parseFilters,
  type Filters,
} from "./titleListFilters";
import { activeFilters, decadesOf, totalText } from "./filterTexts";

const ALL: Filters = {
  kind: "show",
  genre: "science-fiction",
  sort: "hidden_gems",
  yearMin: 1990,
  yearMax: 1999,
  ratingMin: 7.5,
  language: "ja",
  country: "JP",
  platform: "Linux",
  here: true,
};

const inAddress = (filters: Filters) =>
  Object.fromEntries(
    Object.entries(formatFilters(filters)).flatMap(([name, value]) =>
      value === null ? [] : [[name, value]],
    ),
  );

test("filters survive a round trip through the address", () => {
  expect(parseFilters(inAddress(ALL))).toEqual(ALL);
});

test("no filter leaves no trace in the address", () => {
  expect(inAddress(NO_FILTERS)).toEqual({});
  expect(parseFilters({})).toEqual(NO_FILTERS);
});

describe("invalid parameters are dropped", () => {
  test.each([
    ["type", "opera"],
    ["genre", "../etc"],
    ["sort", "price"],
    ["from", "19"],
    ["to", "9999"],
    ["rating", "11"],
    ["rating", "0"],
    ["language", "Japanese"],
    ["country", "jp"],
    ["platform", " "],
  ])("%s=%s", (name, value) => {
    expect(parseFilters({ [name]: value })).toEqual(NO_FILTERS);
  });

  test("a name given twice", () => {
    expect(parseFilters({ genre: ["drama", "war"] })).toEqual(NO_FILTERS);
  });
});

test("reversed years are swapped", () => {
  const filters = parseFilters({ from: "2004", to: "1994" });

  expect([filters.yearMin, filters.yearMax]).toEqual([1994, 2004]);
});

test("addresses of earlier versions still sort", () => {
  expect(parseFilters({ sort: "rating" }).sort).toBe("top_rated");
  expect(parseFilters({ sort: "title" }).sort).toBe("a-z");
});

test("only set filters are sent to the server", () => {
  const params = Object.entries(filterQuery({ ...NO_FILTERS, ratingMin: 7 }));

  expect(params.filter(([, value]) => value !== undefined)).toEqual([
    ["sort", "popular"],
    ["ratingMin", 7],
  ]);
});

test("every filter is part of the list key", () => {
  expect(filterKey(ALL)).not.toBe(filterKey({ ...ALL, ratingMin: 8 }));
  expect(filterKey(ALL)).toBe(filterKey({ ...ALL }));
});

test("an order alone makes a separate list", () => {
  expect(isFiltered(NO_FILTERS)).toBe(false);
  expect(isFiltered({ ...NO_FILTERS, sort: "newest" })).toBe(true);
});

describe("filters have labels", () => {
  const labels = (changes: Partial<Filters>) =>
    activeFilters({ ...NO_FILTERS, ...changes }, (slug) => slug.toUpperCase()).map(
      ({ label }) => label,
    );

  test.each<[Partial<Filters>, string]>([
    [{ yearMin: 1990, yearMax: 1999 }, "1990s"],
    [{ yearMin: 1994, yearMax: 2004 }, "1994 to 2004"],
    [{ yearMin: 1994, yearMax: 1994 }, "1994"],
    [{ yearMin: 2010 }, "Since 2010"],
    [{ yearMax: 1960 }, "Until 1960"],
    [{ ratingMin: 8 }, "8 and better"],
    [{ language: "ja" }, "Japanese"],
    [{ country: "JP" }, "Japan"],
    [{ platform: "Linux" }, "Linux"],
    [{ genre: "war" }, "WAR"],
  ])("%j", (changes, label) => {
    expect(labels(changes)).toEqual([label]);
  });

  test("each filter can be removed", () => {
    const [years] = activeFilters({ ...NO_FILTERS, yearMin: 1990, ratingMin: 8 }, String);

    expect({ ...NO_FILTERS, yearMin: 1990, ratingMin: 8, ...years?.without }).toEqual({
      ...NO_FILTERS,
      ratingMin: 8,
    });
  });
});

test("the button counts filters in the sheet, not those in the bar", () => {
  expect(countInSheet({ ...NO_FILTERS, genre: "war", kind: "movie" })).toBe(0);
  expect(countInSheet(ALL)).toBe(5);
});

test("decades span what there is, the newest first", () => {
  expect(decadesOf(1987, 2011)).toEqual([2010, 2000, 1990, 1980]);
  expect(decadesOf(2024, 2024)).toEqual([2020]);
});

test("a capped count says so", () => {
  expect(totalText(1, "movie", NO_FILTERS)).toBe("1 movie");
  expect(totalText(812_430, "movie", NO_FILTERS)).toBe("812,430 movies");
  expect(totalText(10_000, "title", { ...NO_FILTERS, ratingMin: 6 })).toBe(
    "More than 10,000 titles",
  );
});

test("an order without data behind it is offered only while it is in use", () => {
  const offered = (chosen: "popular" | "top_rated") =>
    offeredSorts(["popular", "a-z"], chosen).map(({ value }) => value);

  expect(offered("popular")).toEqual(["popular", "a-z"]);
  expect(offered("top_rated")).toEqual(["popular", "top_rated", "a-z"]);
});
