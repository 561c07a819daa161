import { http, unwrap } from "./client";
import type { MediaPage, NoteChoice, NotesChange, TagList, TagsChange, TitleNotes } from "./types";

/** What the user wrote about a title, and its tags. */
export function getNotes(mediaId: number): Promise<TitleNotes> {
  return unwrap(http.GET("/notes/{media_id}", { params: { path: { media_id: mediaId } } }));
}

/** What is left out stays; an empty text is removed. */
export function writeNotes(mediaId: number, notes: NoteChoice): Promise<NotesChange> {
  return unwrap(
    http.PUT("/notes/{media_id}", { params: { path: { media_id: mediaId } }, body: notes }),
  );
}

/** The user's tags, by name. */
export function listTags(): Promise<TagList> {
  return unwrap(http.GET("/tags"));
}

export function tagTitle(
  mediaId: number,
  add: readonly string[],
  remove: readonly string[],
): Promise<TagsChange> {
  return unwrap(
    http.PUT("/tags", { body: { mediaIds: [mediaId], add: [...add], remove: [...remove] } }),
  );
}

/** The name of another tag makes one of both. */
export function renameTag(tag: string, name: string): Promise<TagsChange> {
  return unwrap(http.POST("/tags/rename", { body: { tag, name } }));
}

/** Takes it from every title. */
export function removeTag(tag: string): Promise<TagsChange> {
  return unwrap(http.POST("/tags/remove", { body: { tag } }));
}

/** The titles with a tag, the newest first. */
export function listTagged(
  tag: string,
  page: number,
  pageSize: number,
  signal?: AbortSignal,
): Promise<MediaPage> {
  return unwrap(http.GET("/tags/titles", { params: { query: { tag, page, pageSize } }, signal }));
}
