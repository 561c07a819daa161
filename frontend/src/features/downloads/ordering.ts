/** Moving a job within the queue, by hand or by key. Pure. */
import type { QueuePlace } from "../../api/types";

export interface Way {
  to: QueuePlace;
  times: number;
}

/** How the server gets a job from one place of the queue to another; null when it stays. */
export function wayFrom(from: number, to: number, length: number): Way | null {
  if (from === to || to < 0 || to >= length) return null;
  if (to === 0) return { to: "top", times: 1 };
  if (to === length - 1) return { to: "bottom", times: 1 };
  return to < from ? { to: "up", times: from - to } : { to: "down", times: to - from };
}

/** The same list with one of its things elsewhere. */
export function moved<T>(all: readonly T[], from: number, to: number): T[] {
  const rest = all.filter((_, index) => index !== from);
  const one = all[from];
  return one === undefined ? [...all] : [...rest.slice(0, to), one, ...rest.slice(to)];
}

/** Where a key takes it; null when it is no such key, or there is no further. */
export function placeByKey(key: string, from: number, length: number): number | null {
  const places: Record<string, number> = {
    ArrowUp: from - 1,
    ArrowLeft: from - 1,
    ArrowDown: from + 1,
    ArrowRight: from + 1,
    Home: 0,
    End: length - 1,
  };
  const to = places[key];
  return to === undefined || to < 0 || to >= length || to === from ? null : to;
}
