import { http, unwrap } from "./client";
import type {
  MovedSubtitle,
  Subtitle,
  SubtitleChange,
  SubtitleTask,
  SubtitleUpload,
  Subtitles,
} from "./types";

export function listSubtitles(itemId: string): Promise<Subtitles> {
  return unwrap(
    http.GET("/library/{item_id}/subtitles", { params: { path: { item_id: itemId } } }),
  );
}

export function uploadSubtitle(itemId: string, upload: SubtitleUpload): Promise<Subtitle> {
  return unwrap(
    http.POST("/library/{item_id}/subtitles", {
      params: { path: { item_id: itemId } },
      body: upload,
    }),
  );
}

/** Show it later, or earlier when `offsetMs` is negative, for everyone who plays the file. */
export function moveSubtitle(id: string, change: SubtitleChange): Promise<MovedSubtitle> {
  return unwrap(
    http.PATCH("/subtitles/{subtitle_id}", {
      params: { path: { subtitle_id: id } },
      body: change,
    }),
  );
}

/** The change that brings it back. */
export async function deleteSubtitle(id: string): Promise<string> {
  const deleted = await unwrap(
    http.DELETE("/subtitles/{subtitle_id}", { params: { path: { subtitle_id: id } } }),
  );
  return deleted.undoId;
}

/** Look for subtitles of a file; `getSubtitleTask` has the answer. */
export function searchSubtitles(itemId: string, languages: string[]): Promise<SubtitleTask> {
  return unwrap(
    http.POST("/library/{item_id}/subtitles/searches", {
      params: { path: { item_id: itemId } },
      body: { languages },
    }),
  );
}

export function fetchSubtitle(
  itemId: string,
  searchId: string,
  fileId: number,
): Promise<SubtitleTask> {
  return unwrap(
    http.POST("/library/{item_id}/subtitles/fetches", {
      params: { path: { item_id: itemId } },
      body: { searchId, fileId },
    }),
  );
}

export function getSubtitleTask(id: string): Promise<SubtitleTask> {
  return unwrap(
    http.GET("/subtitle-tasks/{subtitle_task_id}", { params: { path: { subtitle_task_id: id } } }),
  );
}

/** Compare the times of a subtitle with the sound of its file. */
export function syncSubtitle(id: string): Promise<SubtitleTask> {
  return unwrap(
    http.POST("/subtitles/{subtitle_id}/syncs", { params: { path: { subtitle_id: id } } }),
  );
}
