import { thumbHashToAverageRGBA } from "thumbhash";
import { expect, test } from "vitest";
import { makeMedia } from "../../../tests/media";
import type { CalendarDay, CalendarEntry } from "../../api/types";
import { averageColor } from "./averageColor";
import {
  isReleased,
  badgeText,
  leadText,
  markOf,
  momentText,
  noveltyText,
  releaseText,
  timeText,
  untilText,
  withoutSpoilers,
} from "./releaseText";

function anEntry(changes: Partial<CalendarEntry> = {}): CalendarEntry {
  return {
    media: makeMedia({ genres: ["Drama", "Comedy", "Crime"] }),
    kind: "premiere",
    platforms: [],
    isMine: false,
    isWanted: false,
    isNew: false,
    airsAt: null,
    episode: null,
    base: null,
    seen: false,
    libraryItemId: null,
    ...changes,
  };
}

function anEpisode(
  seasonNumber: number,
  episodeNumber: number,
  lastEpisodeNumber = episodeNumber,
  isFinale = false,
) {
  const episode = {
    id: 1,
    seasonNumber,
    episodeNumber,
    lastEpisodeNumber,
    isFinale,
    title: "Endurance",
    overview: "",
    stillUrl: null,
    stillPlaceholder: null,
    rating: null,
  };
  return anEntry({ kind: "episode", episode });
}

test.each([
  [anEpisode(1, 4), "S1 E4 · Endurance", "New episode"],
  [anEpisode(1, 1), "S1 E1 · Endurance", "New show"],
  [anEpisode(3, 1, 8), "S3 E1–8", "Season 3 premiere"],
  [anEpisode(3, 1, 8, true), "S3 E1–8", "Season 3, complete"],
  [anEpisode(2, 8, 8, true), "S2 E8 · Endurance", "Season 2 finale"],
  [anEntry({ kind: "cinema" }), "Drama, Comedy", "In cinemas"],
  [anEntry({ kind: "game", platforms: ["Linux", "PC"] }), "Linux and PC", "Game"],
  [anEntry({ kind: "game" }), "Drama, Comedy", "Game"],
  [
    anEntry({ kind: "expansion", base: { id: 2, title: "Veloren" }, platforms: ["Linux"] }),
    "For Veloren · Linux",
    "Expansion",
  ],
  [anEntry({ kind: "dlc", base: { id: 2, title: "Veloren" } }), "For Veloren", "DLC"],
])("a release says what it is", (entry, text, novelty) => {
  expect(releaseText(entry)).toBe(text);
  expect(noveltyText(entry)).toBe(novelty);
});

test.each([
  [anEpisode(1, 4), "Anytime"],
  [{ ...anEpisode(1, 4), airsAt: "2026-11-19T21:00:00" }, "21:00"],
  [{ ...anEpisode(3, 1), airsAt: "2026-11-19T21:00:00" }, "21:00 · Season 3 premiere"],
  [anEntry({ kind: "cinema" }), "In cinemas"],
])("a badge has the time, and what is special", (entry, text) => {
  expect(badgeText(entry)).toBe(text);
});

const aDay = (...entries: CalendarEntry[]): CalendarDay => ({
  date: "2026-11-19",
  total: entries.length,
  entries,
  planned: [],
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

test("a time is that of the clock on the wall, and none is made up", () => {
  expect(timeText(anEntry({ airsAt: new Date(2026, 10, 19, 9, 5).toISOString() }))).toBe("09:05");
  expect(timeText(anEntry())).toBeUndefined();
});

test.each([
  [{ seen: true, libraryItemId: "a" }, "seen"],
  [{ libraryItemId: "a", isMine: true }, "ready"],
  [{ isWanted: true, isMine: true }, "wanted"],
  [{ isMine: true }, "mine"],
  [{}, undefined],
] as const)("of %o the most useful is marked", (changes, mark) => {
  expect(markOf(anEntry(changes))).toBe(mark);
});

test("the light of a card is the average of its picture", () => {
  const hash = "3OcRJYB4d3h/iIeHeEh3eIhw+j3A";
  const { r, g, b } = thumbHashToAverageRGBA(
    Uint8Array.from(atob(hash), (one) => one.charCodeAt(0)),
  );

  expect(averageColor(hash)).toBe(
    `rgb(${[r, g, b].map((part) => Math.round(part * 255)).join(" ")})`,
  );
  expect(averageColor("?")).toBeUndefined();
});

test("the moment is that of the viewer, with its zone", () => {
  const airsAt = "2026-11-19T20:00:00Z";

  expect(momentText({ airsAt: null }, "2026-11-19")).toBe("Thursday 19 November");
  expect(momentText({ airsAt }, "2026-11-19")).toMatch(/^Thursday 19 November, \d\d:00 \S+/);
  expect(untilText({ airsAt }, new Date("2026-11-19T18:38:00Z"))).toBe("in 1 h 22 min");
  expect(untilText({ airsAt }, new Date("2026-11-18T18:38:00Z"))).toBeUndefined();
  expect(untilText({ airsAt }, new Date("2026-11-19T20:01:00Z"))).toBeUndefined();
});

test("a release with a moment is not out before it, another one is all day", () => {
  const now = new Date(2026, 10, 19, 12);
  const airsAt = (hour: number) => ({ airsAt: new Date(2026, 10, 19, hour).toISOString() });

  expect(isReleased(airsAt(21), "2026-11-19", now)).toBe(false);
  expect(isReleased(airsAt(9), "2026-11-19", now)).toBe(true);
  expect(isReleased({ airsAt: null }, "2026-11-19", now)).toBe(true);
  expect(isReleased({ airsAt: null }, "2026-11-20", now)).toBe(false);
});

test("what gives an episode away is hidden until it was seen", () => {
  const entry = anEpisode(1, 4);

  expect(releaseText(withoutSpoilers(entry))).toBe("S1 E4");
  expect(withoutSpoilers({ ...entry, seen: true }).episode?.title).toBe("Endurance");
});
