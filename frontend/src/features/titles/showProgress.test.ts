// @vitest-environment jsdom
import { expect, test } from "vitest";
import { anEpisode, aSeason, aTitle } from "../../../tests/titles";
import type { Episode, Season } from "../../api/types";
import { hasAllEpisodes, progressOf, progressText, yearsOf } from "./showProgress";
import {
  inOrder,
  partsOf,
  posterOf,
  seasonFacts,
  seasonName,
  seasonToShow,
  upTo,
} from "./seasonParts";

function season(seasonNumber: number, episodes: Episode[] = [], name = ""): Season {
  return aSeason({ id: seasonNumber + 1, seasonNumber, name, episodes });
}

const watched = (episode: Episode) => episode.watched;

test("specials come last", () => {
  const seasons = [season(0), season(2), season(1)];

  expect(inOrder(seasons).map((each) => each.seasonNumber)).toEqual([1, 2, 0]);
  expect(inOrder(seasons).map(seasonName)).toEqual(["Season 1", "Season 2", "Specials"]);
  expect(seasonName(season(0, [], "Behind the scenes"))).toBe("Behind the scenes");
});

test("the season with the next episode is shown first", () => {
  const title = aTitle({
    seasons: [season(1, [anEpisode({ id: 1 })]), season(2, [anEpisode({ id: 2 })])],
    playable: { libraryItemId: "l2", episodeId: 2, label: "S2 E1" },
  });

  expect(seasonToShow(title)?.seasonNumber).toBe(2);
  expect(seasonToShow({ ...title, playable: null })?.seasonNumber).toBe(1);
});

test("progress counts remaining episodes and their running time", () => {
  const seasons = [
    season(1, [
      anEpisode({ id: 1, watched: true, runtimeMinutes: 34 }),
      anEpisode({ id: 2, runtimeMinutes: 32 }),
      anEpisode({ id: 3, runtimeMinutes: 36 }),
    ]),
    season(0, [anEpisode({ id: 4, runtimeMinutes: 90 })]),
  ];

  const progress = progressOf(seasons, watched);

  expect(progress).toEqual({ seen: 1, total: 3, minutesLeft: 68 });
  expect(progressText(progress)).toBe("1 of 3 seen, 1 h 08 min to go");
});

test("a finished show says so, and an unknown length is left out", () => {
  expect(progressText({ seen: 6, total: 6, minutesLeft: 0 })).toBe("All 6 episodes seen");
  expect(progressText({ seen: 2, total: 6, minutesLeft: 0 })).toBe("2 of 6 seen");
});

test("a season that was not loaded is not shown first, and the totals are partial", () => {
  const seasons = [{ ...season(1), episodes: null }, season(2, [anEpisode({ id: 2 })])];

  expect(seasonToShow(aTitle({ seasons }))?.seasonNumber).toBe(2);
  expect(hasAllEpisodes(seasons)).toBe(false);
  expect(hasAllEpisodes([{ ...season(0), episodes: null }, season(1)])).toBe(true);
});

test("a season of a thousand episodes comes in hundreds", () => {
  const episodes = Array.from({ length: 1_122 }, (_, index) =>
    anEpisode({ id: index, episodeNumber: index + 1 }),
  );

  const parts = partsOf(episodes);

  expect(parts.map((part) => part.label).slice(0, 2)).toEqual(["1 to 100", "101 to 200"]);
  expect(parts.at(-1)?.label).toBe("1101 to 1122");
  expect(parts.flatMap((part) => part.episodes)).toHaveLength(1_122);
  expect(partsOf(episodes.slice(0, 150))).toHaveLength(1);
});

test("a season shows its count, its years and whether it is running", () => {
  const episodes = [anEpisode({ airDate: "2010-06-16" })];

  expect(seasonFacts({ ...season(1), isFinished: true }, episodes)).toEqual([
    "1 episode",
    "2010",
    "Finished",
  ]);
  expect(seasonFacts(season(1), [])).toEqual([]);
});

test("a season says how many of its episodes are in the library", () => {
  const here = anEpisode({ libraryItemId: "l1" });

  expect(seasonFacts(season(1), [here, anEpisode()])).toEqual(["2 episodes", "1 in your library"]);
  expect(seasonFacts(season(1), [here])).toEqual(["1 episode", "all in your library"]);
});

test("years span aired episodes, unless the end is known or the show is running", () => {
  const seasons = [season(1, [anEpisode({ airDate: "2011-12-13" })])];
  const show = aTitle({ year: 2010, seasons });

  expect(yearsOf(show, 2026)).toBe("2010 to 2011");
  expect(yearsOf({ ...show, endYear: 2014 }, 2026)).toBe("2010 to 2014");
  expect(yearsOf(show, 2012)).toBe("Since 2010");
  expect(yearsOf({ ...show, isFinished: true }, 2012)).toBe("2010 to 2011");
  expect(yearsOf({ ...show, year: null, seasons: [] })).toBe("");
});

test("up to an episode is all before it, and specials only up to a special", () => {
  const one = anEpisode({ id: 1, seasonNumber: 1, episodeNumber: 1 });
  const two = anEpisode({ id: 2, seasonNumber: 1, episodeNumber: 2 });
  const later = anEpisode({ id: 3, seasonNumber: 2, episodeNumber: 1 });
  const special = anEpisode({ id: 4, seasonNumber: 0, episodeNumber: 1 });
  const seasons = [season(1, [one, two]), season(2, [later]), season(0, [special])];

  expect(upTo(seasons, two)).toEqual([one, two]);
  expect(upTo(seasons, later)).toEqual([one, two, later]);
  expect(upTo(seasons, special)).toEqual([special]);
});

test("the poster of a season is shown unless it is that of its show", () => {
  const title = aTitle({ posterUrl: "/artwork/w500/tmdb/show.jpg" });
  const first = season(1, []);

  expect(posterOf({ ...first, posterUrl: "/artwork/w500/local/s1.jpg" }, title)).toBe(
    "/artwork/w500/local/s1.jpg",
  );
  expect(posterOf({ ...first, posterUrl: title.posterUrl }, title)).toBeNull();
  expect(posterOf({ ...first, posterUrl: null }, title)).toBeNull();
});
