import { expect, test } from "vitest";
import type { Trickplay } from "../../api/types";
import { cellAt, chapterAt, chapterName } from "./chaptersAndPreviews";

const CHAPTERS = [
  { startSeconds: 0, title: "The wire" },
  { startSeconds: 60, title: "" },
];

test("a position is in the chapter that began last", () => {
  expect(chapterAt(CHAPTERS, 59.9)?.title).toBe("The wire");
  expect(chapterAt(CHAPTERS, 60)?.startSeconds).toBe(60);
  expect(chapterAt([], 5)).toBeUndefined();
});

test("a chapter without a name is numbered", () => {
  const names = CHAPTERS.map((chapter) => chapterName(CHAPTERS, chapter));

  expect(names).toEqual(["The wire", "Chapter 2"]);
});

test("a small picture is found on its sheet, and the last one stands for the end", () => {
  const sheets: Trickplay = {
    url: "/trickplay/{n}.jpg?sig=x",
    intervalSeconds: 10,
    columns: 3,
    rows: 2,
    width: 320,
    height: 180,
    count: 8,
  };

  expect(cellAt(sheets, 45)).toEqual({ url: "/trickplay/0.jpg?sig=x", x: 320, y: 180 });
  expect(cellAt(sheets, 65)).toEqual({ url: "/trickplay/1.jpg?sig=x", x: 0, y: 0 });
  expect(cellAt(sheets, 999)).toEqual({ url: "/trickplay/1.jpg?sig=x", x: 320, y: 0 });
});
