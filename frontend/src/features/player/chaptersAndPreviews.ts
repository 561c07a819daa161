/** Chapters and the small pictures of a film, by their second. No I/O. */
import type { Chapter, Trickplay } from "../../api/types";

/** The chapter at a position; undefined before the first one. */
export function chapterAt(chapters: readonly Chapter[], seconds: number): Chapter | undefined {
  return chapters.findLast((chapter) => chapter.startSeconds <= seconds);
}

/** A chapter without a name is numbered. */
export function chapterName(chapters: readonly Chapter[], chapter: Chapter): string {
  return chapter.title || `Chapter ${chapters.indexOf(chapter) + 1}`;
}

interface SheetCell {
  url: string;
  /** Offset of the picture on its sheet, in pixels. */
  x: number;
  y: number;
}

/** Where the small picture of a second is. */
export function cellAt(trickplay: Trickplay, seconds: number): SheetCell {
  const { intervalSeconds, count, columns, rows, width, height, url } = trickplay;
  const wanted = Math.floor(Math.max(0, seconds) / intervalSeconds);
  const picture = Math.min(wanted, count - 1);
  const onSheet = picture % (columns * rows);
  return {
    url: url.replace("{n}", String(Math.floor(picture / (columns * rows)))),
    x: (onSheet % columns) * width,
    y: Math.floor(onSheet / columns) * height,
  };
}
