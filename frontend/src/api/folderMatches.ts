/** Matching several files of the library at once. */
import { http, unwrap } from "./client";
import type { FolderMatchPreview, MatchesChange, RecentMatch } from "./types";

/** What the files in a file's folder become with a title; `above`: in the folder around it. */
export function previewFolderMatch(
  itemId: string,
  mediaId: number,
  above: boolean,
): Promise<FolderMatchPreview> {
  return unwrap(
    http.GET("/library/{item_id}/folder", {
      params: { path: { item_id: itemId }, query: { mediaId, above } },
    }),
  );
}

/** Files without an episode in their name stay as they are. */
export function matchItems(mediaId: number, libraryItemIds: string[]): Promise<MatchesChange> {
  return unwrap(http.POST("/library/matches", { body: { mediaId, libraryItemIds } }));
}

/** What the user matched together and can still undo, newest first. */
export async function listRecentMatches(): Promise<RecentMatch[]> {
  return (await unwrap(http.GET("/library/matches"))).items;
}
