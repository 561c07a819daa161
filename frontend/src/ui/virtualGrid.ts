/**
 * A grid of any length: only the rows near the window are in the page, and what has the focus.
 * Rows are equally high, so where each stands is arithmetic and nothing is measured while scrolling.
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
  /** How many places it has, which may be whole rows of them. */
  count: (shape: GridShape) => number;
  /** `rem` is the size of a letter in pixels. */
  shapeOf: (gridWidth: number, windowWidth: number, rem: number) => GridShape;
  /** Rows drawn beyond the window on both sides: keys find them, and nobody sees them come. */
  overscanRows: number;
  /** A place that stays, wherever it was scrolled to. */
  pinnedIndex: () => number | null;
  /** Called after each look, with the place of the grid's top in the window. */
  onUpdate?: (shape: GridShape, top: number) => void;
}

export interface VirtualGrid {
  /** Unknown until the grid is in the page. */
  shape: Accessor<GridShape | undefined>;
  /** The places to draw, in their order. */
  rendered: Accessor<number[]>;
  /** Of the whole grid, in pixels. */
  height: () => number;
  /** See anew what is near the window, without waiting for the next frame. */
  update: () => void;
}

/** What a letter has when nobody says otherwise. */
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
    // What stands above comes and goes as well, which moves the grid without a scroll.
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
  // What came, or a list that shrank, may leave the end in sight.
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
  /** What has the focus in it. */
  focusedKey: Accessor<Key | null>;
  onFocusIn: (event: FocusEvent) => void;
  onFocusOut: (event: FocusEvent & { currentTarget: HTMLElement }) => void;
}

/** Which of a grid's things has the focus in it; `keyOf` tells by an element inside. */
export function createFocusTracker<Key>(keyOf: (target: Element) => Key | null): FocusTracker<Key> {
  const [held, setHeld] = createSignal<Key | null>(null);
  return {
    focusedKey: held,
    onFocusIn: ({ target }) => {
      const key = target instanceof Element ? keyOf(target) : null;
      setHeld(() => key);
    },
    onFocusOut: ({ relatedTarget, currentTarget }) => {
      // From one to the next it only changes hands.
      if (!(relatedTarget instanceof Node && currentTarget.contains(relatedTarget))) setHeld(null);
    },
  };
}
