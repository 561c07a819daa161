/** Infinite lists, cached for back navigation. */
import { createEffect, createSignal, on, onCleanup, type Accessor } from "solid-js";
import { createStore, reconcile } from "solid-js/store";

/** Fills whole rows of six and of eight; the server's limit for a search is fifty. */
export const PAGE_SIZE = 48;
/** How long a cached list is valid. */
const MAX_CACHE_AGE_MS = 180_000;

/** A list item: its id is unique in the list. */
interface Listed {
  id: number | string;
}

/** The response for one page of a list. */
export interface Page<T> {
  items: T[];
  page: number;
  total: number;
  /** Of a list of files: how many of all were not found. */
  missing?: number;
  /** Of a list that is read from a key on; null on the last page. */
  nextCursor?: string | null;
}

interface CachedList {
  at: number;
  items: Listed[];
  total: number;
  missing: number;
  page: number;
  cursor: string | null | undefined;
}

const cachedLists = new Map<string, CachedList>();

/** Drop cached lists whose key has this prefix. */
export function dropCachedLists(prefix: string): void {
  for (const key of cachedLists.keys()) if (key.startsWith(prefix)) cachedLists.delete(key);
}

/** Whether a valid list is cached under this key. */
export function isCached(key: string): boolean {
  const before = cachedLists.get(key);
  return before !== undefined && Date.now() - before.at < MAX_CACHE_AGE_MS;
}

export interface PagedList<T extends Listed> {
  items: readonly T[];
  total: Accessor<number>;
  missing: Accessor<number>;
  state: Accessor<"loading" | "ready" | "failed">;
  error: Accessor<unknown>;
  hasMore: Accessor<boolean>;
  /** Load the next page; retries after a failure. No-op while a request is in flight. */
  loadMore: () => void;
  remove: (id: T["id"]) => void;
  /** Put the item at `from` to `to`, counted without it. */
  move: (from: number, to: number) => void;
}

/** `cursor` is that of the page before. */
type Load<T> = (page: number, signal: AbortSignal, cursor: string | null) => Promise<Page<T>>;

/** The list that `load` returns; a new `key` starts a new list. */
export function createPagedList<T extends Listed>(
  key: Accessor<string>,
  load: Load<T>,
): PagedList<T> {
  const [items, setItems] = createStore<T[]>([]);
  const [total, setTotal] = createSignal(0);
  const [missing, setMissing] = createSignal(0);
  const [state, setState] = createSignal<"loading" | "ready" | "failed">("loading");
  const [error, setError] = createSignal<unknown>();
  let page = 0;
  /** Null after the last page; undefined before the first one, and of lists by page number. */
  let cursor: string | null | undefined;
  let request: AbortController | null = null;

  const cacheList = () => {
    const now = Date.now();
    for (const [each, entry] of cachedLists)
      if (now - entry.at > MAX_CACHE_AGE_MS) cachedLists.delete(each);
    const counts = { total: total(), missing: missing() };
    cachedLists.set(key(), { at: now, items: [...items], ...counts, page, cursor });
  };

  const more = async () => {
    if (request) return;
    const mine = new AbortController();
    request = mine;
    setState("loading");
    try {
      const answer = await load(page + 1, mine.signal, cursor ?? null);
      if (mine.signal.aborted) return;
      page = answer.page;
      cursor = answer.nextCursor;
      // A title that moved between pages during loading must not appear twice.
      const known = new Set(items.map((each) => each.id));
      setItems((before) => [...before, ...answer.items.filter((each) => !known.has(each.id))]);
      setTotal(answer.total);
      setMissing(answer.missing ?? 0);
      setState("ready");
      cacheList();
    } catch (reason) {
      if (mine.signal.aborted) return;
      setError(reason);
      setState("failed");
    } finally {
      if (request === mine) request = null;
    }
  };

  const stop = () => {
    request?.abort();
    request = null;
  };

  createEffect(
    on(key, (name) => {
      stop();
      const before = cachedLists.get(name);
      if (before && isCached(name)) {
        page = before.page;
        cursor = before.cursor;
        // A key belongs to one list, so the cached entry has its type.
        setItems(reconcile(before.items as T[]));
        setTotal(before.total);
        setMissing(before.missing);
        setState("ready");
        return;
      }
      page = 0;
      cursor = undefined;
      setItems([]);
      setTotal(0);
      setMissing(0);
      void more();
    }),
  );
  onCleanup(stop);

  return {
    items,
    total,
    missing,
    state,
    error,
    hasMore: () => items.length < total() && cursor !== null,
    loadMore: () => void more(),
    remove: (id) => {
      setItems((all) => all.filter((each) => each.id !== id));
      setTotal((count) => Math.max(0, count - 1));
      cacheList();
    },
    move: (from, to) => {
      setItems((all) => {
        const others = all.filter((_, index) => index !== from);
        return [...others.slice(0, to), ...all.slice(from, from + 1), ...others.slice(to)];
      });
      cacheList();
    },
  };
}
