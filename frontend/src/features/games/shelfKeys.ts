/** Which shelf a game goes to by keyboard. No I/O. */
import type { GameStatus } from "../../api/types";

/** The shelves of the page from top to bottom: what is played first. */
export const SHELF_ORDER: readonly GameStatus[] = [
  "playing",
  "paused",
  "backlog",
  "completed",
  "wishlist",
  "dropped",
];

/** The shelf above or below for Shift and an arrow, or by its number; null for other keys. */
export function shelfForKey(
  event: Pick<KeyboardEvent, "key" | "code" | "shiftKey">,
  from: GameStatus,
): GameStatus | null {
  const at = SHELF_ORDER.indexOf(from);
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (event.shiftKey && step !== undefined) return SHELF_ORDER[at + step] ?? null;
  const number = /^Digit([1-6])$/.exec(event.code)?.[1];
  const to = number && !event.shiftKey ? SHELF_ORDER[Number(number) - 1] : undefined;
  return to !== undefined && to !== from ? to : null;
}
