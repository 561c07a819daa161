/** What the signed-in person has set for themselves, on every device. */
import { createAsyncStore, query, revalidate } from "@solidjs/router";
import type { Accessor } from "solid-js";
import { getPreferences, updatePreferences } from "../api/preferences";
import type { Preferences, PreferencesChange } from "../api/types";
import { toastOnError } from "../ui/toast";

/** In force until the server has answered, and when it cannot. */
export const DEFAULT_PREFERENCES: Preferences = {
  autoplaysNext: true,
  autoplaySeconds: 10,
  hidesSpoilers: false,
  startPage: "dashboard",
  firstStepsDone: false,
};

export const preferencesQuery = query(() => getPreferences(), "preferences");

/** Call inside a component. */
export function createPreferences(): Accessor<Preferences> {
  const stored = createAsyncStore(() => preferencesQuery().catch(() => DEFAULT_PREFERENCES));
  return () => stored.latest ?? DEFAULT_PREFERENCES;
}

export async function changePreferences(change: PreferencesChange): Promise<void> {
  await toastOnError(updatePreferences(change));
  await revalidate(preferencesQuery.key);
}
