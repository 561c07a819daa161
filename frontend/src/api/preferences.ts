import { http, unwrap } from "./client";
import type { Preferences, PreferencesChange } from "./types";

export function getPreferences(): Promise<Preferences> {
  return unwrap(http.GET("/preferences"));
}

/** Fields that are absent stay unchanged. */
export function updatePreferences(change: PreferencesChange): Promise<Preferences> {
  return unwrap(http.PATCH("/preferences", { body: change }));
}
