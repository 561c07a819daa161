/** Moving a job within the queue, by pointer or key. No I/O. */
import type { QueueMove } from "../../api/types";

/** The queue position to request for a move to another index; null when nothing changes. */
export function queueMoveFor(ids: readonly string[], from: number, to: number): QueueMove | null {
  const there = ids[to];
  if (from === to || there === undefined) return null;
  if (to === 0) return { to: "top" };
  return to === ids.length - 1 ? { to: "bottom" } : { placeOf: there };
}

/** The list with one item moved. */
export function moveItem<T>(all: readonly T[], from: number, to: number): T[] {
  const rest = all.filter((_, index) => index !== from);
  const one = all[from];
  return one === undefined ? [...all] : [...rest.slice(0, to), one, ...rest.slice(to)];
}

/** The new index after a key; null for other keys and at the ends. */
export function indexForKey(key: string, from: number, length: number): number | null {
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
