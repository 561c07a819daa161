import { expect, test } from "vitest";
import { anEpisode, aTitle } from "../../../tests/titles";
import type { Episode, Season } from "../../api/types";
import { inOrder, progressOf, progressWords, seasonName, seasonToShow } from "./episodes";

function season(seasonNumber: number, episodes: Episode[] = [], name = ""): Season {
  return { id: seasonNumber + 1, seasonNumber, name, episodes };
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

test("progress counts what has to be seen and what it takes", () => {
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
  expect(progressWords(progress)).toBe("1 of 3 seen, 1 h 08 min to go");
});

test("a finished show says so, and an unknown length is left out", () => {
  expect(progressWords({ seen: 6, total: 6, minutesLeft: 0 })).toBe("All 6 episodes seen");
  expect(progressWords({ seen: 2, total: 6, minutesLeft: 0 })).toBe("2 of 6 seen");
});
