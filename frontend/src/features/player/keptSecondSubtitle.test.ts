// @vitest-environment jsdom
import { beforeEach, expect, test } from "vitest";
import type { SubtitleTrack } from "../../api/types";
import { keepSecond, keptSecond } from "./keptSecondSubtitle";

const track = (id: string, language: string, url: string | null = "/1.vtt"): SubtitleTrack => ({
  id,
  language,
  title: "",
  label: language,
  isForced: false,
  isSdh: false,
  source: "embedded",
  form: url === null ? "picture" : "text",
  url,
  assUrl: null,
  offsetMs: 0,
});
const EPISODE = {
  mediaId: 7,
  subtitleId: "en",
  subtitleTracks: [track("en", "en"), track("drawn", "de", null), track("de", "de")],
};

beforeEach(() => {
  localStorage.clear();
});

test("the next episode has the second subtitle in the same language", () => {
  keepSecond(7, track("another", "de"));

  expect(keptSecond(EPISODE)?.id).toBe("de");
  expect(keptSecond({ ...EPISODE, subtitleId: "de" })).toBeUndefined();
  expect(keptSecond({ ...EPISODE, mediaId: 8 })).toBeUndefined();
});

test("a second subtitle that was turned off stays off", () => {
  keepSecond(7, track("another", "de"));
  keepSecond(7, undefined);

  expect(keptSecond(EPISODE)).toBeUndefined();
});

test("a file of no title keeps nothing", () => {
  keepSecond(null, track("another", "de"));

  expect(localStorage).toHaveLength(0);
  expect(keptSecond({ ...EPISODE, mediaId: null })).toBeUndefined();
});
