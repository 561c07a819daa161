/** Horizontal scrolling: whether there is more at each end, and how to scroll there. */
import { createSignal, onCleanup, onMount, type Accessor } from "solid-js";

export interface ScrollStrip {
  /** Whether there is more beyond each end. */
  ends: Accessor<{ left: boolean; right: boolean }>;
  measure: () => void;
  /** On by most of what is seen; negative goes back. */
  scrollPages: (pages: number) => void;
  /** Bring one of its things into the middle, when it is not wholly in sight. */
  scrollIntoView: (thing: HTMLElement | null, behavior: ScrollBehavior) => void;
}

/** So far from an end it is reached. */
const EDGE_TOLERANCE_PX = 8;

/** `onChange` is called when things came or left. */
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
      const edge = parseFloat(getComputedStyle(line).paddingLeft) || 0;
      if (box.left >= around.left + edge && box.right <= around.right - edge) return;
      const left = line.scrollLeft + box.left - around.left - (around.width - box.width) / 2;
      line.scrollTo({ left, behavior });
    },
  };
}
