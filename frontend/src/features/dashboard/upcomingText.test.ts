import { expect, test } from "vitest";
import type { UpcomingRelease } from "../../api/types";
import { makeMedia } from "../../../tests/media";
import { moved } from "./moveHomePart";
import { dayText, releaseText } from "./upcomingText";

const NOW = new Date(2026, 10, 19, 23, 30);

test("days are said as a person would", () => {
  expect(dayText("2026-11-19", NOW)).toBe("today");
  expect(dayText("2026-11-20", NOW)).toBe("tomorrow");
  expect(dayText("2026-11-21", NOW)).toBe("Saturday");
  expect(dayText("2026-12-03", NOW)).toBe("3 December");
});

test("an episode has its name only while spoilers are shown", () => {
  const episode = {
    id: 1,
    seasonNumber: 1,
    episodeNumber: 4,
    lastEpisodeNumber: 4,
    isFinale: false,
    title: "Triangular Diplomacy",
    overview: "",
    stillUrl: null,
    stillPlaceholder: null,
    rating: null,
  };
  const item = (over: Partial<UpcomingRelease["release"]>): UpcomingRelease => ({
    day: "2026-11-20",
    release: {
      media: makeMedia(),
      kind: "episode",
      platforms: [],
      isMine: true,
      isWanted: false,
      isNew: false,
      airsAt: null,
      episode,
      base: null,
      seen: false,
      libraryItemId: null,
      ...over,
    },
  });

  expect(releaseText(item({}), false)).toBe("S1 E4 · Triangular Diplomacy");
  expect(releaseText(item({}), true)).toBe("S1 E4");
  expect(releaseText(item({ episode: { ...episode, lastEpisodeNumber: 6 } }), false)).toBe(
    "S1 E4–E6",
  );
  expect(releaseText(item({ episode: null, kind: "game", platforms: ["PC"] }), false)).toBe(
    "Game release · PC",
  );
});

test("a part moves up and down", () => {
  expect(moved(["upcoming", "totals", "trending"], 2, 0)).toEqual([
    "trending",
    "upcoming",
    "totals",
  ]);
  expect(moved(["upcoming", "totals", "trending"], 0, 2)).toEqual([
    "totals",
    "trending",
    "upcoming",
  ]);
});
