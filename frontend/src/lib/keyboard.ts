/** Whether a text field has the focus, so that a letter is not a shortcut. */
export function isTyping(event: Event): boolean {
  const target = event.target;
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement) return true;
  if (target instanceof HTMLSelectElement) return true;
  return (
    target instanceof HTMLInputElement && !["checkbox", "radio", "button"].includes(target.type)
  );
}

/** A letter without Ctrl, Alt or the command key. */
export function isPlain(event: KeyboardEvent): boolean {
  return !event.ctrlKey && !event.metaKey && !event.altKey;
}

/** How long after `g` the letter of a page is accepted. */
const PAIR_MS = 1_200;
let pairUntil = 0;

/** `g` was pressed: the next letter is the name of a page, and no action on what has the focus. */
export function beginPair(isBegun: boolean): void {
  pairUntil = isBegun ? Date.now() + PAIR_MS : 0;
}

export function isInPair(): boolean {
  return Date.now() < pairUntil;
}

/** Whether a dialog or a menu is open over the page, which then takes the keys. */
export function isOverlayOpen(): boolean {
  const open = ":is([role=dialog], [role=alertdialog], [role=menu]):not([data-state=closed])";
  return document.querySelector(open) !== null;
}

export const IS_APPLE = /Mac|iPhone|iPad/.test(navigator.userAgent);

/** "⌘K" on Apple systems, "Ctrl K" elsewhere. */
export const PALETTE_KEYS = IS_APPLE ? "⌘K" : "Ctrl K";
export const PASTE_KEYS = IS_APPLE ? "⌘V" : "Ctrl V";
