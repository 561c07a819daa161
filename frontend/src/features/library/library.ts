/** Queries and commands of the library pages. */
import { createAsyncStore, query, revalidate } from "@solidjs/router";
import {
  getLibraryItem,
  ignoreItem,
  listUnmatched,
  matchItem,
  type Match,
} from "../../api/library";
import type { LibraryItem, UnmatchedItem } from "../../api/types";
import { dropCachedLists } from "../../lib/pagedList";
import { dashboardQuery } from "../../shared/queries";
import { toastOnError } from "../../ui/toast";

/** The server gives no more at once; nobody names more in one go. */
const QUEUE_SIZE = 50;
/** Lists of files are kept under keys that begin so. */
export const LIST_KEY = "library";

export const unmatchedQuery = query(() => listUnmatched(1, QUEUE_SIZE), "library-unmatched");

export const itemQuery = query((id: string) => getLibraryItem(id), "library-item");

/** Without a number while it is not known. */
export function createUnmatchedCount() {
  const queue = createAsyncStore(() => unmatchedQuery().catch(() => undefined));
  return () => queue.latest?.total;
}

/** What shows files is asked for again. */
export function libraryChanged(): Promise<void> {
  dropCachedLists(LIST_KEY);
  return revalidate([unmatchedQuery.key, itemQuery.key, dashboardQuery.key]);
}

/** The file as it is now, or undefined with a toast that says why not. */
export async function matchFile(id: string, match: Match): Promise<LibraryItem | undefined> {
  const item = await toastOnError(matchItem(id, match));
  if (item) await libraryChanged();
  return item;
}

export async function ignoreFile(id: string): Promise<LibraryItem | undefined> {
  const item = await toastOnError(ignoreItem(id));
  if (item) await libraryChanged();
  return item;
}

/** A file that is not in the queue, as if it were: to be named anew. */
export function toUnmatched(item: LibraryItem): UnmatchedItem {
  const guess = { title: null, year: null, season: null, episode: null, type: null };
  const media = item.media;
  const candidates = media ? [{ media, confidence: 1, why: "Current match" }] : [];
  return { ...item, guess, candidates };
}
