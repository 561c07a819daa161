import { http, unwrap } from "./client";
import type { LockedField, TitleEdit, TitleEditChange, TitleEdits, PictureChoices } from "./types";

const title = (mediaId: number) => ({ params: { path: { media_id: mediaId } } });

/** The fields of a title that can be set by hand, and which of them were. */
export function getTitleEdits(mediaId: number): Promise<TitleEdits> {
  return unwrap(http.GET("/title-edits/{media_id}", title(mediaId)));
}

/** The posters and backdrops that the source of a title has. */
export function listTitlePictures(mediaId: number): Promise<PictureChoices> {
  return unwrap(http.GET("/title-edits/{media_id}/pictures", title(mediaId)));
}

/** Set fields for all users; no source overwrites them from now on. */
export function editTitle(mediaId: number, edit: TitleEdit): Promise<TitleEditChange> {
  return unwrap(http.PATCH("/title-edits/{media_id}", { ...title(mediaId), body: edit }));
}

/** Set a field to what the sources say, which may change it again. */
export function giveBackField(mediaId: number, field: LockedField): Promise<TitleEditChange> {
  return unwrap(
    http.DELETE("/title-edits/{media_id}/{locked_field}", {
      params: { path: { media_id: mediaId, locked_field: field } },
    }),
  );
}
