/** The page that opens first. A copy on this device saves the wait for the server. */
import type { Preferences } from "../api/types";
import { readChoice, storeItem } from "../lib/localStorage";
import { changePreferences, DEFAULT_PREFERENCES, preferencesQuery } from "./preferences";

export type StartPage = Preferences["startPage"];

const KEY = "seen.start";
/** In the order of the navigation. */
export const START_PAGES: readonly { value: StartPage; label: string }[] = [
  { value: "dashboard", label: "Home" },
  { value: "discover", label: "Discover" },
  { value: "calendar", label: "Calendar" },
  { value: "movies", label: "Movies" },
  { value: "shows", label: "Shows" },
  { value: "games", label: "Games" },
  { value: "collections", label: "Collections" },
  { value: "watch-later", label: "Watch later" },
  { value: "following", label: "Following" },
  { value: "watched", label: "Seen" },
  { value: "library", label: "Library" },
  { value: "downloads", label: "Downloads" },
];

/** From this device's copy if there is one, otherwise from the server. */
export async function findStartPage(): Promise<StartPage> {
  const known = readChoice<StartPage | "">(KEY, ["", ...START_PAGES.map(({ value }) => value)], "");
  const asked = preferencesQuery()
    .catch(() => DEFAULT_PREFERENCES)
    .then(({ startPage }) => {
      storeItem(KEY, startPage);
      return startPage;
    });
  return known === "" ? asked : known;
}

export async function changeStartPage(startPage: StartPage): Promise<void> {
  storeItem(KEY, startPage);
  await changePreferences({ startPage });
}
