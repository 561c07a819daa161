/**
 * Arrow keys among cards. A group (a rail, a grid) is one tab stop; arrow keys move inside it, and
 * up and down at its edge move to the next group on the page.
 */
import { onCleanup, onMount } from "solid-js";
import { isPlain, isTyping } from "../lib/keyboard";
import { isArrow, nearest } from "../lib/spatialNavigation";

const GROUP = "[data-roving]";
const ITEM = "[data-roving-item]";

const itemsOf = (group: Element) => [...group.querySelectorAll<HTMLElement>(ITEM)];
const groupsOnPage = () => [...document.querySelectorAll<HTMLElement>(GROUP)];

function setStop(group: Element, stop: HTMLElement | undefined): void {
  for (const item of itemsOf(group)) item.tabIndex = item === stop ? 0 : -1;
}

/** Exactly one item has tabindex 0: the last focused one, or the first. */
function keepOneStop(group: Element): void {
  const items = itemsOf(group);
  const stops = items.filter((item) => item.tabIndex === 0);
  if (stops.length !== 1) setStop(group, stops[0] ?? items[0]);
}

export function focusItem(item: HTMLElement): void {
  const group = item.closest(GROUP);
  if (group) setStop(group, item);
  item.focus({ preventScroll: true });
  item.scrollIntoView({ block: "nearest", inline: "nearest", behavior: "smooth" });
}

/** Focuses an item again later; once it is gone, the one in its place. */
export function rememberFocus(item: HTMLElement): () => void {
  const group = item.closest(GROUP);
  const index = group ? itemsOf(group).indexOf(item) : -1;
  return () => {
    if (item.isConnected) {
      item.focus({ preventScroll: true });
      return;
    }
    const items = group ? itemsOf(group) : [];
    const next = items[Math.min(index, items.length - 1)];
    if (next) focusItem(next);
  };
}

/** The item an arrow key leads to, or null at the edge of the page. */
function destination(item: HTMLElement, key: string): HTMLElement | null {
  const group = item.closest<HTMLElement>(GROUP);
  if (!group || !isArrow(key)) return null;
  const from = item.getBoundingClientRect();
  const inside = itemsOf(group);
  const found = nearest(
    inside.map((each) => each.getBoundingClientRect()),
    from,
    key,
  );
  if (found !== null) return inside[found] ?? null;
  if (key === "ArrowLeft" || key === "ArrowRight") return null;

  const groups = groupsOnPage().filter((each) => itemsOf(each).length > 0);
  const next = groups[groups.indexOf(group) + (key === "ArrowDown" ? 1 : -1)];
  if (!next) return null;
  return itemsOf(next).find((each) => each.tabIndex === 0) ?? itemsOf(next)[0] ?? null;
}

/** Make an element marked `data-roving` such a group. */
export function rovingFocus(element: () => HTMLElement): void {
  onMount(() => {
    const group = element();
    let visited: { item: HTMLElement; index: number } | null = null;

    const onKey = (event: KeyboardEvent) => {
      if (!isPlain(event) || isTyping(event) || !(event.target instanceof HTMLElement)) return;
      const item = event.target.closest<HTMLElement>(ITEM);
      if (!item) return;
      const items = itemsOf(group);
      const ends: Record<string, HTMLElement | undefined> = { Home: items[0], End: items.at(-1) };
      const to = ends[event.key] ?? destination(item, event.key);
      if (!to) return;
      event.preventDefault();
      focusItem(to);
    };
    const onFocus = (event: FocusEvent) => {
      if (!(event.target instanceof HTMLElement) || !event.target.matches(ITEM)) return;
      setStop(group, event.target);
      visited = { item: event.target, index: itemsOf(group).indexOf(event.target) };
    };
    const onBlur = (event: FocusEvent) => {
      // Leaving by hand has a `relatedTarget`; removal of the focused card has none.
      if (event.relatedTarget !== null) visited = null;
    };
    /** Focus moves from a removed card to the one in its place, not to the top of the page. */
    const focusSuccessor = () => {
      if (visited === null || visited.item.isConnected) return;
      const items = itemsOf(group);
      const next = items[Math.min(visited.index, items.length - 1)];
      visited = null;
      if (next && document.activeElement === document.body) focusItem(next);
    };
    const watch = new MutationObserver(() => {
      keepOneStop(group);
      focusSuccessor();
    });

    keepOneStop(group);
    group.addEventListener("keydown", onKey);
    group.addEventListener("focusin", onFocus);
    group.addEventListener("focusout", onBlur);
    watch.observe(group, { childList: true, subtree: true });
    onCleanup(() => {
      group.removeEventListener("keydown", onKey);
      group.removeEventListener("focusin", onFocus);
      group.removeEventListener("focusout", onBlur);
      watch.disconnect();
    });
  });
}
