import { http, unwrap } from "./client";
import type { Subtitle, SubtitleUpload, Subtitles } from "./types";

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
export function moveSubtitle(id: string, offsetMs: number): Promise<Subtitle> {
  return unwrap(
    http.PATCH("/subtitles/{subtitle_id}", {
      params: { path: { subtitle_id: id } },
      body: { offsetMs },
    }),
  );
}

export async function deleteSubtitle(id: string): Promise<void> {
  await unwrap(http.DELETE("/subtitles/{subtitle_id}", { params: { path: { subtitle_id: id } } }));
}
