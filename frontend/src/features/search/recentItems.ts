/** Items opened recently from the search, stored in this browser per user. */
import { createSignal } from "solid-js";
import { user } from "../../api/signedInUser";
import type { MediaType } from "../../api/types";
import { storeItem } from "../../lib/localStorage";

export interface Recent {
  kind: MediaType | "person";
  id: number;
  title: string;
  year: number | null;
  posterUrl: string | null;
}

const MAX_RECENT = 6;
const keyOf = () => `seen.recents.${user()?.id ?? ""}`;

function isRecent(value: unknown): value is Recent {
  if (typeof value !== "object" || value === null) return false;
  const { kind, id, title } = value as Record<string, unknown>;
  const isKind = typeof kind === "string" && ["movie", "show", "game", "person"].includes(kind);
  return isKind && typeof id === "number" && typeof title === "string";
}

function read(): Recent[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(keyOf()) ?? "[]");
    return Array.isArray(stored) ? stored.filter(isRecent).slice(0, MAX_RECENT) : [];
  } catch {
    return [];
  }
}

const [changes, setChanges] = createSignal(0);

/** Newest first. Tracks. */
export function recents(): Recent[] {
  return changes() >= 0 ? read() : [];
}

export function addRecent(recent: Recent): void {
  const others = read().filter(({ kind, id }) => kind !== recent.kind || id !== recent.id);
  storeItem(keyOf(), JSON.stringify([recent, ...others].slice(0, MAX_RECENT)));
  setChanges(changes() + 1);
}

export function clearRecents(): void {
  storeItem(keyOf(), "[]");
  setChanges(changes() + 1);
}
