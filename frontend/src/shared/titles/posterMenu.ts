/** The poster whose menu is open. All posters of a page share one menu. */
import { createSignal } from "solid-js";
import type { MediaCard } from "../../api/types";
import type { MenuPoint } from "../../ui/contextMenu";
import type { MenuItem } from "../../ui/Menu";

export interface OpenPosterMenu {
  media: MediaCard;
  /** Actions of the list the poster is on, before those of any poster. */
  items?: readonly MenuItem[];
  at: MenuPoint;
  /** The element to focus on close. */
  from: HTMLElement;
}

const [posterMenu, setPosterMenu] = createSignal<OpenPosterMenu | null>(null);
export { posterMenu };

export function openPosterMenu(menu: OpenPosterMenu): void {
  setPosterMenu(menu);
}

/** `from` keeps the focus, unless something else has taken it. */
export function closePosterMenu(): void {
  const from = posterMenu()?.from;
  setPosterMenu(null);
  queueMicrotask(() => {
    if (document.activeElement === document.body) from?.focus({ preventScroll: true });
  });
}
