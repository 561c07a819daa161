import { onCleanup } from "solid-js";
import type { MenuPoint } from "./contextMenu";

/** A card moves a little under the pointer by itself. */
const MIN_MOVE_PX = 16;

/**
 * Closes what is open at a point of the window when what lies there is scrolled away, as the
 * menus of a system do. Called before anything covers the point.
 */
export function closeOnScroll(at: MenuPoint, onClose: () => void): void {
  const under = document.elementFromPoint(at.x, at.y);
  if (under === null) return;
  const before = under.getBoundingClientRect();
  const onScroll = () => {
    const now = under.getBoundingClientRect();
    if (Math.hypot(now.x - before.x, now.y - before.y) > MIN_MOVE_PX) onClose();
  };
  // Captured: a row scrolls within the page.
  const options = { capture: true, passive: true };
  document.addEventListener("scroll", onScroll, options);
  onCleanup(() => document.removeEventListener("scroll", onScroll, options));
}
