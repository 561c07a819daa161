/** Preferences of the signed-in user, the same on every device. */
import { createAsyncStore, query, revalidate } from "@solidjs/router";
import type { Accessor } from "solid-js";
import { getPreferences, updatePreferences } from "../api/preferences";
import type { Preferences, PreferencesChange } from "../api/types";
import { toastOnError } from "../ui/toast";

/** The values before the server has responded, and after a failure. */
export const DEFAULT_PREFERENCES: Preferences = {
  autoplaysNext: true,
  autoplaySeconds: 10,
  hidesSpoilers: false,
  hidesSeen: false,
  homeParts: [],
  hiddenHomeParts: [],
  startPage: "dashboard",
  firstStepsDone: false,
  watchedLeavesWatchLater: true,
  startedPercent: 2,
  finishedPercent: 90,
  stillWatchingAfter: 4,
  timeZone: "UTC",
  language: null,
  region: null,
  introAction: "ask",
  recapAction: "ask",
  creditsAction: "ask",
  previewAction: "ask",
  audioLanguages: [],
  subtitleLanguages: [],
  subtitleMode: "foreign",
  prefersSdh: false,
  subtitleSize: 100,
  subtitleColor: "white",
  subtitleBackground: "outline",
  subtitlePosition: 0,
  recordedByOthers: "ask",
};

export const preferencesQuery = query(() => getPreferences(), "preferences");

/** Call inside a component. */
export function createPreferences(): Accessor<Preferences> {
  const stored = createAsyncStore(() => preferencesQuery().catch(() => DEFAULT_PREFERENCES));
  return () => stored.latest ?? DEFAULT_PREFERENCES;
}

/** Tell the server in which time zone the person's days are: that of the device in use. */
export async function reportTimeZone(): Promise<void> {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const stored = await preferencesQuery().catch(() => undefined);
  // A browser may know no name, or one that the server does not: the days stay as they are.
  if (!stored || !timeZone || stored.timeZone === timeZone) return;
  await updatePreferences({ timeZone }).catch(() => undefined);
}

export async function changePreferences(change: PreferencesChange): Promise<void> {
  await toastOnError(updatePreferences(change));
  // Every page shows titles.
  await revalidate(change.language === undefined ? preferencesQuery.key : undefined);
}
