/** Keys pressed on the page before the scripts that act on them are loaded. */

import { opensPalette } from "./paletteShortcut";

/** What was pressed longer ago is not expected to do something any more. */
const KEPT_MS = 10_000;

let early: KeyboardEvent[] = [];
const keep = (event: KeyboardEvent) => {
  if (event.target !== document.body) return;
  // The browser has a use of its own for it.
  if (opensPalette(event)) event.preventDefault();
  early.push(event);
};

export function keepEarlyKeys(): void {
  document.addEventListener("keydown", keep);
}

/** The keys so far; later ones are not kept. */
export function takeEarlyKeys(): KeyboardEvent[] {
  document.removeEventListener("keydown", keep);
  const taken = early.filter(({ timeStamp }) => performance.now() - timeStamp < KEPT_MS);
  early = [];
  return taken;
}
