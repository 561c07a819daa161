/** The page that opens first. A copy on this device saves the wait for the server. */
import type { Preferences } from "../api/types";
import { readChoice, storeItem } from "../lib/storage";
import { changePreferences, DEFAULT_PREFERENCES, preferencesQuery } from "./preferences";

export type StartPage = Preferences["startPage"];

const KEY = "seen.start";
const PAGES: readonly (StartPage | "")[] = [
  "",
  "dashboard",
  "discover",
  "library",
  "downloads",
  "watch-later",
];

/** From this device's copy if there is one, otherwise from the server. */
export async function findStartPage(): Promise<StartPage> {
  const known = readChoice(KEY, PAGES, "");
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
