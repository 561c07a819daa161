/** The parts of the home page: names, order and what is hidden. */
import { revalidate } from "@solidjs/router";
import type { HomePart, PreferencesChange } from "../../api/types";
import { changePreferences } from "../../shared/preferences";
import { dashboardQuery } from "../../shared/dashboardQuery";

export const PART_NAMES: Record<HomePart, string> = {
  continue_watching: "Continue watching",
  active_downloads: "Downloading",
  recommendations: "For you",
  upcoming: "Coming up",
  recently_added: "New in your library",
  watch_later: "Watch later",
  game_backlog: "Your backlog",
  trending: "Trending",
  recently_watched: "Recently watched",
  recently_played: "Recently played",
  totals: "Totals",
};

/** Keep a change for every device, and show it. */
export async function arrangeHome(change: PreferencesChange): Promise<void> {
  await changePreferences(change);
  await revalidate(dashboardQuery.key);
}
