/** Queries and commands of the library pages. */
import { query, revalidate } from "@solidjs/router";
import {
  getLibraryFacets,
  getLibraryItem,
  getTitleFiles,
  ignoreItem,
  listUnmatched,
  matchItem,
  resetMatch,
  type Match,
} from "../../api/library";
import { ApiError } from "../../api/client";
import { listRecentMatches } from "../../api/folderMatches";
import { getStoragePicture } from "../../api/libraryStorage";
import { user } from "../../api/signedInUser";
import { undoChange } from "../../api/tracking";
import type { LibraryItem, UnmatchedItem, UnmatchedPage } from "../../api/types";
import { createBackgroundQuery } from "../../lib/backgroundQuery";
import { dropCachedLists } from "../../lib/pagedList";
import { dashboardQuery } from "../../shared/dashboardQuery";
import { libraryFoldersQuery } from "../../shared/library/foldersQuery";
import { errorText, toast, toastOnError } from "../../ui/toast";

/** The server's page size limit. */
export const QUEUE_SIZE = 50;
/** Prefix of the cache keys of file lists. */
export const LIST_KEY = "library";

/** The beginning of the review queue: so many pages of it. */
export const unmatchedQuery = query(async (pages: number): Promise<UnmatchedPage> => {
  let found = await listUnmatched(QUEUE_SIZE);
  for (let page = 1; page < pages && found.nextCursor !== null; page++) {
    const more = await listUnmatched(QUEUE_SIZE, found.nextCursor);
    found = { ...more, items: [...found.items, ...more.items] };
  }
  return found;
}, "library-unmatched");

export const recentMatchesQuery = query(() => listRecentMatches(), "library-matches");

const facetsQuery = query(() => getLibraryFacets(), "library-facets");

export const storagePictureQuery = query(() => getStoragePicture(), "library-storage-picture");

export const titleFilesQuery = query((id: number) => getTitleFiles(id), "library-title");

export const itemQuery = query((id: string) => getLibraryItem(id), "library-item");

/** How many titles and files there are of each kind; undefined while that is not known. */
export const createFacets = () => createBackgroundQuery(() => facetsQuery(), undefined);

/** The folders of the library; others than administrators see none. */
export function createFolders() {
  return createBackgroundQuery(
    () => (user()?.role === "admin" ? libraryFoldersQuery() : Promise.resolve([])),
    [],
    "path",
  );
}

/** Without a number while the count is unknown. */
export function createUnmatchedCount() {
  const queue = createBackgroundQuery(() => unmatchedQuery(1), undefined);
  return () => queue()?.total;
}

/** Refetch everything that shows files. */
export function libraryChanged(): Promise<void> {
  dropCachedLists(LIST_KEY);
  return revalidate([
    unmatchedQuery.key,
    recentMatchesQuery.key,
    itemQuery.key,
    facetsQuery.key,
    libraryFoldersQuery.key,
    storagePictureQuery.key,
    titleFilesQuery.key,
    dashboardQuery.key,
  ]);
}

/** The updated file, or undefined after a toast with the error. */
export async function matchFile(id: string, match: Match): Promise<LibraryItem | undefined> {
  const item = await toastOnError(matchItem(id, match));
  if (item) await libraryChanged();
  return item;
}

export async function ignoreFile(
  id: string,
  isHomeVideo = false,
): Promise<LibraryItem | undefined> {
  const item = await toastOnError(ignoreItem(id, isHomeVideo));
  if (item) await libraryChanged();
  return item;
}

/** Undo a decision: the file is as it was before. */
export async function restoreFile(before: LibraryItem): Promise<LibraryItem | undefined> {
  const { id, matchState, mediaId, episodeId } = before;
  const call =
    matchState === "matched" && mediaId !== null
      ? matchItem(id, { mediaId, episodeId: episodeId ?? undefined })
      : matchState === "ignored"
        ? ignoreItem(id, before.isHomeVideo)
        : resetMatch(id);
  const item = await toastOnError(call);
  if (item) await libraryChanged();
  return item;
}

/** Undo what was matched together. True also when it is too late for it, which a toast says. */
export async function restoreMatches(undoId: string): Promise<true | undefined> {
  try {
    await undoChange(undoId);
  } catch (error) {
    toast({ tone: "bad", text: errorText(error) });
    if (!(error instanceof ApiError && error.code === "undo_expired")) return undefined;
  }
  await libraryChanged();
  return true;
}

/** Makes a matched file reviewable again, as if it were in the queue. */
export function toUnmatched(item: LibraryItem): UnmatchedItem {
  const guess = {
    title: null,
    year: null,
    season: null,
    episode: null,
    moreEpisodes: [],
    ids: {},
    country: null,
    platform: null,
    source: null,
    group: null,
    proper: 0,
    type: null,
  };
  const media = item.media;
  const candidates = media
    ? [{ media, outside: null, confidence: 1, why: "Current match", reasons: [] }]
    : [];
  return { ...item, folder: "", guess, candidates };
}
