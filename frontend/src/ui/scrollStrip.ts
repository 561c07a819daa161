/** Horizontal scrolling: whether there is more at each end, and how to scroll there. */
import { createSignal, onCleanup, onMount, type Accessor } from "solid-js";

export interface ScrollStrip {
  /** Whether the content overflows at each end. */
  ends: Accessor<{ left: boolean; right: boolean }>;
  measure: () => void;
  /** Scroll by most of the visible width; negative scrolls back. */
  scrollPages: (pages: number) => void;
  /** Scroll an item to the middle when it is outside the strip's scroll padding. */
  scrollIntoView: (thing: HTMLElement | null, behavior: ScrollBehavior) => void;
}

/** Tolerance for having reached an end. */
const EDGE_TOLERANCE_PX = 8;

/** Call `onChange` when items are added or removed. */
export function createScrollStrip(element: () => HTMLElement, onChange?: () => void): ScrollStrip {
  const [ends, setEnds] = createSignal(
    { left: false, right: false },
    { equals: (a, b) => a.left === b.left && a.right === b.right },
  );
  const measure = () => {
    const { scrollLeft, scrollWidth, clientWidth } = element();
    const room = scrollWidth - clientWidth;
    setEnds({ left: scrollLeft > EDGE_TOLERANCE_PX, right: scrollLeft < room - EDGE_TOLERANCE_PX });
  };
  onMount(() => {
    const size = new ResizeObserver(measure);
    const things = new MutationObserver(() => {
      measure();
      onChange?.();
    });
    size.observe(element());
    things.observe(element(), { childList: true });
    onCleanup(() => {
      size.disconnect();
      things.disconnect();
    });
  });
  return {
    ends,
    measure,
    scrollPages: (pages) =>
      element().scrollBy({ left: pages * element().clientWidth * 0.8, behavior: "smooth" }),
    scrollIntoView: (thing, behavior) => {
      if (!thing) return;
      const line = element();
      const box = thing.getBoundingClientRect();
      const around = line.getBoundingClientRect();
      // What lies in the padding is under the fading of an end.
      const { scrollPaddingLeft, scrollPaddingRight } = getComputedStyle(line);
      const from = around.left + (parseFloat(scrollPaddingLeft) || 0);
      const to = around.right - (parseFloat(scrollPaddingRight) || 0);
      if (box.left >= from && box.right <= to) return;
      const left = line.scrollLeft + box.left - around.left - (around.width - box.width) / 2;
      line.scrollTo({ left, behavior });
    },
  };
}
