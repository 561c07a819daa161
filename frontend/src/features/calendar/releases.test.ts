import { expect, test } from "vitest";
import { makeMedia } from "../../../tests/media";
import type { CalendarDay, CalendarEntry } from "../../api/types";
import { leadText, noveltyText, releaseText } from "./releases";

function anEntry(changes: Partial<CalendarEntry> = {}): CalendarEntry {
  return {
    media: makeMedia({ genres: ["Drama", "Comedy", "Crime"] }),
    kind: "premiere",
    platforms: [],
    isMine: false,
    episode: null,
    seen: false,
    libraryItemId: null,
    ...changes,
  };
}

function anEpisode(seasonNumber: number, episodeNumber: number, lastEpisodeNumber = episodeNumber) {
  const episode = {
    id: 1,
    seasonNumber,
    episodeNumber,
    lastEpisodeNumber,
    title: "Endurance",
    overview: "",
    stillUrl: null,
    stillPlaceholder: null,
  };
  return anEntry({ kind: "episode", episode });
}

test.each([
  [anEpisode(1, 4), "S1 E4 · Endurance", "New episode"],
  [anEpisode(1, 1), "S1 E1 · Endurance", "New show"],
  [anEpisode(3, 1, 8), "S3 E1–8", "Season 3"],
  [anEntry({ kind: "cinema" }), "Drama, Comedy", "In cinemas"],
  [anEntry({ kind: "game", platforms: ["Linux", "PC"] }), "Linux and PC", "Game"],
  [anEntry({ kind: "game" }), "Drama, Comedy", "Game"],
])("a release says what it is", (entry, text, novelty) => {
  expect(releaseText(entry)).toBe(text);
  expect(noveltyText(entry)).toBe(novelty);
});

const aDay = (...entries: CalendarEntry[]): CalendarDay => ({
  date: "2026-11-19",
  total: entries.length,
  entries,
});

test.each([
  [[aDay()], "Nothing arrives."],
  [[aDay(anEntry())], "One thing arrives."],
  [[aDay(anEntry({ isMine: true })), aDay(anEntry())], "Two things arrive. One is yours."],
  [
    [aDay(anEntry({ isMine: true, libraryItemId: "a" }), anEntry({ isMine: true }))],
    "Two things arrive. Two are yours, and one can be played now.",
  ],
])("the week is said in a sentence", (days, text) => {
  expect(leadText(days)).toBe(text);
});
