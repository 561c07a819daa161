/**
 * A virtualized grid: only the rows near the window and the focused item are in the DOM. Rows are
 * equally high, so positions are computed and nothing is measured while scrolling.
 */
import {
  createEffect,
  createMemo,
  createSignal,
  onCleanup,
  onMount,
  untrack,
  type Accessor,
} from "solid-js";
import { gridHeight, indexesToRender, rowsToRender, type GridShape } from "./gridRows";

interface VirtualGridOptions {
  element: () => HTMLElement;
  /** The number of cells; may be rounded up to whole rows. */
  count: (shape: GridShape) => number;
  /** `rem` is the root font size in pixels. */
  shapeOf: (gridWidth: number, windowWidth: number, rem: number) => GridShape;
  /** Rows rendered beyond the window on both sides, for arrow keys and fast scrolling. */
  overscanRows: number;
  /** The index of a cell that stays rendered at any scroll position. */
  pinnedIndex: () => number | null;
  /** Called after each update, with the top of the grid relative to the window. */
  onUpdate?: (shape: GridShape, top: number) => void;
}

export interface VirtualGrid {
  /** Unknown until the grid is mounted. */
  shape: Accessor<GridShape | undefined>;
  /** The indexes to render, in order. */
  rendered: Accessor<number[]>;
  /** Of the whole grid, in pixels. */
  height: () => number;
  /** Update the visible range at once, without waiting for the next frame. */
  update: () => void;
}

/** The default root font size. */
const REM = 16;

export function createVirtualGrid(options: VirtualGridOptions): VirtualGrid {
  const [shape, setShape] = createSignal<GridShape | undefined>(undefined, { equals: isSameShape });
  const [rows, setRows] = createSignal<[number, number]>([0, 0], {
    equals: (a, b) => a[0] === b[0] && a[1] === b[1],
  });

  const look = () => {
    const now = untrack(shape);
    if (!now) return;
    const { top } = options.element().getBoundingClientRect();
    const count = untrack(() => options.count(now));
    setRows(rowsToRender(now, count, top, innerHeight, options.overscanRows));
    options.onUpdate?.(now, top);
  };
  const measure = () => {
    const rem = parseFloat(getComputedStyle(document.documentElement).fontSize) || REM;
    setShape(options.shapeOf(options.element().clientWidth, innerWidth, rem));
    look();
  };

  onMount(() => {
    measure();
    let waiting = 0;
    const onScroll = () => {
      if (waiting) return;
      waiting = requestAnimationFrame(() => {
        waiting = 0;
        look();
      });
    };
    const watch = new ResizeObserver(measure);
    watch.observe(options.element());
    // Content above the grid may change its position without a scroll event.
    watch.observe(document.body);
    addEventListener("scroll", onScroll, { passive: true });
    addEventListener("resize", measure);
    onCleanup(() => {
      watch.disconnect();
      cancelAnimationFrame(waiting);
      removeEventListener("scroll", onScroll);
      removeEventListener("resize", measure);
    });
  });
  // A longer or shorter list may leave the end in view.
  createEffect(() => {
    const now = shape();
    if (!now) return;
    options.count(now);
    look();
  });

  const drawn = createMemo(() => {
    const now = shape();
    return now ? indexesToRender(now, options.count(now), rows(), options.pinnedIndex()) : [];
  });
  const height = () => {
    const now = shape();
    return now ? gridHeight(options.count(now), now) : 0;
  };
  return { shape, rendered: drawn, height, update: look };
}

function isSameShape(a: GridShape | undefined, b: GridShape | undefined): boolean {
  return a?.columns === b?.columns && a?.width === b?.width && a?.height === b?.height;
}

export interface FocusTracker<Key> {
  /** The key of the item that contains the focus. */
  focusedKey: Accessor<Key | null>;
  onFocusIn: (event: FocusEvent) => void;
  onFocusOut: (event: FocusEvent & { currentTarget: HTMLElement }) => void;
}

/** Tracks which item contains the focus; `keyOf` returns the key of an element's item. */
export function createFocusTracker<Key>(keyOf: (target: Element) => Key | null): FocusTracker<Key> {
  const [focusedKey, setFocusedKey] = createSignal<Key | null>(null);
  return {
    focusedKey,
    onFocusIn: ({ target }) => {
      const key = target instanceof Element ? keyOf(target) : null;
      setFocusedKey(() => key);
    },
    onFocusOut: ({ relatedTarget, currentTarget }) => {
      // Focus that moves between two items fires `focusout` too.
      if (!(relatedTarget instanceof Node && currentTarget.contains(relatedTarget)))
        setFocusedKey(null);
    },
  };
}
