/** The poster whose menu is open. All posters of a page share one menu. */
import { createSignal } from "solid-js";
import type { MediaCard } from "../../api/types";
import type { MenuPoint } from "../../ui/contextMenu";
import type { MenuItem } from "../../ui/Menu";
import { rememberFocus } from "../../ui/rovingFocus";

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

let focusAgain = (): void => undefined;

export function openPosterMenu(menu: OpenPosterMenu): void {
  focusAgain = rememberFocus(menu.from);
  setPosterMenu(menu);
}

/** `from`, or the card in its place, gets the focus, unless something else has taken it. */
export function closePosterMenu(): void {
  setPosterMenu(null);
  queueMicrotask(() => {
    if (document.activeElement === document.body) focusAgain();
  });
}
