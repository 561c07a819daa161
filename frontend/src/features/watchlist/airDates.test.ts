import { expect, test } from "vitest";
import { makeMedia } from "../../../tests/media";
import type { FollowedShow } from "../../api/types";
import { dayText, distanceText, groupByAirDate } from "./airDates";

const NOW = new Date(2026, 10, 19, 23, 30);

function airing(title: string, airDate: string | null): FollowedShow {
  const nextEpisode = airDate && { id: 1, label: "S1 E1", title: "", airDate, runtimeMinutes: 30 };
  return {
    media: makeMedia({ title, mediaType: "show" }),
    isDefault: false,
    nextEpisode: nextEpisode || null,
    unseen: [],
    unseenCount: 0,
  };
}

test("an air date is a day in words and its distance", () => {
  expect(dayText("2026-11-20")).toBe("Fri 20 Nov");
  expect(distanceText("2026-11-19", NOW)).toBe("today");
  expect(distanceText("2026-11-20", NOW)).toBe("tomorrow");
  expect(distanceText("2026-11-22", NOW)).toBe("in 3 days");
});

test("shows are grouped by when they air, without empty groups", () => {
  const shows = [airing("Soon", "2026-11-25"), airing("Far", "2026-11-26"), airing("Quiet", null)];

  const groups = groupByAirDate(shows, NOW).map(({ name, shows }) => [
    name,
    shows.map(({ media }) => media.title),
  ]);

  expect(groups).toEqual([
    ["This week", ["Soon"]],
    ["Later", ["Far"]],
    ["No date yet", ["Quiet"]],
  ]);
  expect(groupByAirDate([], NOW)).toEqual([]);
});
