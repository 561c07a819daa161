/** Recent searches, stored in this browser per user. */
import { createSignal } from "solid-js";
import { user } from "../../api/signedInUser";
import { storeItem } from "../../lib/localStorage";

const MAX_SEARCHES = 8;
const MIN_LENGTH = 2;
const keyOf = () => `seen.searches.${user()?.id ?? ""}`;

function read(): string[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(keyOf()) ?? "[]");
    const texts = Array.isArray(stored) ? stored : [];
    return texts.filter((text): text is string => typeof text === "string").slice(0, MAX_SEARCHES);
  } catch {
    return [];
  }
}

const [changes, setChanges] = createSignal(0);

/** Newest first. Tracks. */
export function recentSearches(): string[] {
  return changes() >= 0 ? read() : [];
}

/** A search that extends an earlier one (`metr`, `metropolis`) replaces it. */
export function addSearch(text: string): void {
  const query = text.trim();
  if (query.length < MIN_LENGTH) return;
  const folded = query.toLowerCase();
  const others = read().filter((other) => !folded.startsWith(other.toLowerCase()));
  storeItem(keyOf(), JSON.stringify([query, ...others].slice(0, MAX_SEARCHES)));
  setChanges(changes() + 1);
}

export function clearSearches(): void {
  storeItem(keyOf(), "[]");
  setChanges(changes() + 1);
}
