import { createRoot, createSignal, untrack } from "solid-js";
import { afterEach, expect, test, vi } from "vitest";
import { makeMedia } from "../../tests/media";
import type { MediaCard, MediaPage } from "../api/types";
import { createPagedList, dropCachedLists, type PagedList } from "./pagedList";

const TITLES = Array.from({ length: 5 }, (_, index) => makeMedia({ id: 100 + index }));
const PATIENCE = { timeout: 30_000 };
let leave: () => void = () => undefined;

function pageOf(page: number): MediaPage {
  return { items: TITLES.slice((page - 1) * 2, page * 2), page, pageSize: 2, total: TITLES.length };
}

function open(key: string, load: (page: number) => Promise<MediaPage>): PagedList<MediaCard> {
  return createRoot((dispose) => {
    leave = dispose;
    return createPagedList(() => key, load);
  });
}

afterEach(() => {
  leave();
  dropCachedLists("");
});

const ready = (pages: PagedList<MediaCard>) =>
  vi.waitFor(() => expect(pages.state()).toBe("ready"), PATIENCE);
const ids = (pages: PagedList<MediaCard>) => pages.items.map((media) => media.id);

test("grows page by page to its end", async () => {
  const pages = open("shelf", (page) => Promise.resolve(pageOf(page)));
  await ready(pages);
  expect(ids(pages)).toEqual([100, 101]);
  expect(pages.hasMore()).toBe(true);

  pages.loadMore();
  await ready(pages);
  pages.loadMore();
  await ready(pages);

  expect(ids(pages)).toEqual([100, 101, 102, 103, 104]);
  expect(pages.hasMore()).toBe(false);
});

test("is still there on coming back", async () => {
  const load = vi.fn((page: number) => Promise.resolve({ ...pageOf(page), missing: 3 }));
  const before = open("shelf", load);
  await ready(before);
  before.loadMore();
  await ready(before);
  leave();

  const after = open("shelf", load);

  expect(ids(after)).toEqual([100, 101, 102, 103]);
  expect([after.total(), after.missing()]).toEqual([5, 3]);
  expect(load).toHaveBeenCalledTimes(2);
});

test("is fetched again when it changed", async () => {
  const load = vi.fn((page: number) => Promise.resolve(pageOf(page)));
  await ready(open("watch-later", load));
  leave();
  dropCachedLists("watch-later");

  await ready(open("watch-later", load));

  expect(load).toHaveBeenCalledTimes(2);
});

test("a title that moved between pages is listed once", async () => {
  const overlapping = (page: number): Promise<MediaPage> => {
    const items = page === 1 ? TITLES.slice(0, 2) : TITLES.slice(1, 4);
    return Promise.resolve({ items, page, pageSize: 2, total: 5 });
  };
  const pages = open("shelf", overlapping);
  await ready(pages);
  pages.loadMore();
  await ready(pages);

  expect(ids(pages)).toEqual([100, 101, 102, 103]);
});

test("a failed page can be requested again", async () => {
  let works = false;
  const pages = open("shelf", (page) =>
    works ? Promise.resolve(pageOf(page)) : Promise.reject(new Error("away")),
  );
  await vi.waitFor(() => expect(pages.state()).toBe("failed"), PATIENCE);
  works = true;
  pages.loadMore();
  await ready(pages);

  expect(ids(pages)).toEqual([100, 101]);
});

test("a response for the previous list is dropped", async () => {
  const answers = new Map<string, (page: MediaPage) => void>();
  const [key, setKey] = createSignal("a");
  const load = () => new Promise<MediaPage>((resolve) => answers.set(untrack(key), resolve));
  const pages = createRoot((dispose) => {
    leave = dispose;
    return createPagedList(key, load);
  });
  await vi.waitFor(() => expect(answers.has("a")).toBe(true), PATIENCE);
  setKey("b");
  answers.get("b")?.({ ...pageOf(1), items: [TITLES[4] ?? makeMedia()], total: 1 });
  answers.get("a")?.(pageOf(1));
  await ready(pages);

  expect(ids(pages)).toEqual([104]);
});

test("ends with the last page of a list by keys, however many titles were counted", async () => {
  const load = vi.fn((page: number) =>
    Promise.resolve({ ...pageOf(page), nextCursor: page < 2 ? "b" : null }),
  );
  const pages = open("own", load);
  await ready(pages);
  expect(pages.hasMore()).toBe(true);

  pages.loadMore();
  await ready(pages);

  expect(pages.items).toHaveLength(4);
  expect(pages.hasMore()).toBe(false);
});
