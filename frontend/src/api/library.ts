import { expectSuccess, http, unwrap } from "./client";
import type {
  BrowsedFolders,
  FolderChange,
  FolderKind,
  FolderTest,
  LibraryFacets,
  LibraryFolder,
  LibraryItem,
  LibraryPage,
  LibraryTitleQuery,
  LibraryTitles,
  MatchState,
  MediaCard,
  MediaType,
  Scan,
  StorePolicy,
  StorePreview,
  TitleFiles,
  UnmatchedPage,
} from "./types";

export interface LibraryQuery {
  condition?: "missing" | "damaged";
  matchState?: MatchState;
  mediaType?: MediaType;
  query?: string;
  page: number;
  pageSize: number;
}

export function listLibrary(query: LibraryQuery): Promise<LibraryPage> {
  return unwrap(http.GET("/library", { params: { query: { ...query } } }));
}

/** Titles with files; `cursor` is that of the page before. */
export function listLibraryTitles(
  query: LibraryTitleQuery,
  signal?: AbortSignal,
): Promise<LibraryTitles> {
  return unwrap(http.GET("/library/titles", { params: { query }, signal }));
}

/** What titles can be filtered by. */
export function getLibraryFacets(): Promise<LibraryFacets> {
  return unwrap(http.GET("/library/titles/facets"));
}

export function getTitleFiles(mediaId: number): Promise<TitleFiles> {
  return unwrap(
    http.GET("/library/titles/{media_id}", { params: { path: { media_id: mediaId } } }),
  );
}

export function getLibraryItem(id: string): Promise<LibraryItem> {
  return unwrap(http.GET("/library/{item_id}", { params: { path: { item_id: id } } }));
}

/** `cursor` is that of the page before. */
export function listUnmatched(pageSize: number, cursor?: string): Promise<UnmatchedPage> {
  return unwrap(http.GET("/library/unmatched", { params: { query: { pageSize, cursor } } }));
}

/** Which title a file is; `episodeId` for a file of a show. */
export interface Match {
  mediaId: number;
  episodeId?: number;
}

/** Match by hand, which replaces any earlier match. */
export function matchItem(id: string, match: Match): Promise<LibraryItem> {
  return unwrap(
    http.POST("/library/{item_id}/match", {
      params: { path: { item_id: id } },
      body: { ...match, force: true },
    }),
  );
}

/** Undo a decision: the file is unmatched again. */
export function resetMatch(id: string): Promise<LibraryItem> {
  return unwrap(http.DELETE("/library/{item_id}/match", { params: { path: { item_id: id } } }));
}

export function ignoreItem(id: string, isHomeVideo = false): Promise<LibraryItem> {
  return unwrap(
    http.POST("/library/{item_id}/ignore", {
      params: { path: { item_id: id } },
      body: { isHomeVideo },
    }),
  );
}

/** The title of an address at IMDb or TMDB; none when the catalogue does not have it. */
export async function findLinkedTitles(link: string, signal?: AbortSignal): Promise<MediaCard[]> {
  const call = http.GET("/library/linked-titles", { params: { query: { link } }, signal });
  return (await unwrap(call)).items;
}

/** Rescan the folders that have the files of a title. */
export async function rescanTitle(mediaId: number): Promise<string> {
  return (await unwrap(http.POST("/library/rescan", { body: { mediaId } }))).scanId;
}

/**
 * Rescan these folders, or all of them. `confirmsMissing`: files that are not found are marked as
 * missing.
 */
export async function rescanLibrary(
  confirmsMissing = false,
  paths: string[] = [],
): Promise<string> {
  const answer = await unwrap(http.POST("/library/rescan", { body: { confirmsMissing, paths } }));
  return answer.scanId;
}

export function getScan(id: string): Promise<Scan> {
  return unwrap(http.GET("/library/scans/{scan_id}", { params: { path: { scan_id: id } } }));
}

/** The running scan first, then those that wait for it. */
export async function listScansInProgress(): Promise<Scan[]> {
  return (await unwrap(http.GET("/library/scans"))).items;
}

/** The folders that are scanned. */
export async function listLibraryFolders(): Promise<LibraryFolder[]> {
  return (await unwrap(http.GET("/library/folders"))).items;
}

export interface NewFolder extends FolderChange {
  path: string;
  kind?: FolderKind;
  /** The folder may lie in another one of the library, or contain one. */
  allowsNested?: boolean;
}

/** Adds a folder of the server; its scan starts at once. */
export async function addLibraryFolder(folder: NewFolder): Promise<void> {
  await unwrap(http.POST("/library/folders", { body: folder }));
}

/** What the server finds in a folder, before it is added. */
export function testFolder(path: string): Promise<FolderTest> {
  return unwrap(http.POST("/library/folders/test", { body: { path } }));
}

/** Changes options of a folder; all folders, as they are then. */
export async function changeLibraryFolder(
  path: string,
  change: FolderChange,
): Promise<LibraryFolder[]> {
  const call = http.PATCH("/library/folders", { params: { query: { path } }, body: change });
  return (await unwrap(call)).items;
}

/** What a policy would do with the files of a folder. Changes nothing. */
export function previewStorePolicy(path: string, policy: StorePolicy): Promise<StorePreview> {
  return unwrap(
    http.POST("/library/folders/store-preview", { params: { query: { path } }, body: policy }),
  );
}

/** Nothing is deleted from the disk. */
export function removeLibraryFolder(path: string): Promise<void> {
  return expectSuccess(http.DELETE("/library/folders", { params: { query: { path } } }));
}

/** Forgets the missing files of a folder, within moments. What was watched stays. */
export function forgetMissingFiles(path: string): Promise<void> {
  return expectSuccess(http.DELETE("/library/folders/missing", { params: { query: { path } } }));
}

/** Forgets the files of a folder whose disk is gone for good, within moments. */
export function forgetFilesAway(path: string): Promise<void> {
  return expectSuccess(http.DELETE("/library/folders/away", { params: { query: { path } } }));
}

/** Subfolders of a folder of the server; without a folder, the usual places of films. */
export function browseFolders(path: string | null): Promise<BrowsedFolders> {
  const query = path === null ? {} : { path };
  return unwrap(http.GET("/library/folders/browse", { params: { query } }));
}
