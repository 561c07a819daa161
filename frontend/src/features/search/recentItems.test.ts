// @vitest-environment jsdom
import { beforeEach, expect, test } from "vitest";
import { clearRecents, recents, addRecent, type Recent } from "./recentItems";

const recent = (id: number, kind: Recent["kind"] = "movie"): Recent => ({
  kind,
  id,
  title: `Title ${id}`,
  year: null,
  posterUrl: null,
});

beforeEach(() => localStorage.clear());

test("the last one opened comes first, and once", () => {
  for (const id of [1, 2, 1]) addRecent(recent(id));

  expect(recents().map(({ id }) => id)).toEqual([1, 2]);
});

test("a person and a title may have the same number", () => {
  addRecent(recent(1));
  addRecent(recent(1, "person"));

  expect(recents()).toHaveLength(2);
});

test("at most six are kept", () => {
  for (let id = 0; id < 9; id += 1) addRecent(recent(id));

  expect(recents().map(({ id }) => id)).toEqual([8, 7, 6, 5, 4, 3]);
});

test("they can be cleared", () => {
  addRecent(recent(1));
  clearRecents();

  expect(recents()).toEqual([]);
});

test.each(["nonsense", "{}", '[{"kind":"opera","id":1,"title":"x"}, 3]'])(
  "what an older version left there is no harm: %s",
  (stored) => {
    localStorage.setItem("seen.recents.", stored);

    expect(recents()).toEqual([]);
  },
);
