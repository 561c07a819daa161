import { createMemo, For, untrack, type JSX } from "solid-js";
import type { MediaCard } from "../../api/types";
import { isPlain } from "../../lib/keyboard";
import { gridHeight, positionOf } from "../../ui/gridRows";
import { focusItem, rovingFocus } from "../../ui/rovingFocus";
import { PosterSkeleton } from "../../ui/Skeleton";
import { createFocusTracker, createVirtualGrid } from "../../ui/virtualGrid";
import { gridShape } from "./gridShape";
import { MediaPoster } from "./MediaPoster";

interface PosterGridProps<T extends MediaCard> {
  items: readonly T[];
  caption: (media: T) => string;
  /** Whether there is a next page: a row of skeletons stands in for it. */
  waiting: boolean;
  /** `I` on the focused title. */
  onInfo?: (media: MediaCard) => void;
  /** What stands over the picture of a title. */
  tools?: (media: MediaCard) => JSX.Element;
  /** Called when the end of the grid is near. */
  onNearEnd: () => void;
}

/** Rows rendered beyond the window on both sides, for arrow keys and fast scrolling. */
const OVERSCAN_ROWS = 2;
/** The next page is loaded this many window heights before the end. */
const PRELOAD_WINDOWS = 2;
/** Approximately one screen of posters. */
const EAGER_COUNT = 18;
/** Rows moved by the vertical arrow keys. */
const ROWS: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };

/** A virtualized poster grid. */
export function PosterGrid<T extends MediaCard>(props: PosterGridProps<T>) {
  let grid!: HTMLDivElement;
  rovingFocus(() => grid);
  const focus = createFocusTracker(indexAt);

  const view = createVirtualGrid({
    element: () => grid,
    // Whole rows: skeletons fill the last row and one more while the next page loads.
    count: ({ columns }) =>
      props.waiting ? (Math.ceil(props.items.length / columns) + 1) * columns : props.items.length,
    shapeOf: gridShape,
    overscanRows: OVERSCAN_ROWS,
    pinnedIndex: () => {
      const at = focus.focusedKey();
      return at !== null && at < props.items.length ? at : null;
    },
    onUpdate: (shape, top) => {
      const loaded = gridHeight(
        untrack(() => props.items.length),
        shape,
      );
      const isNear = top + loaded < innerHeight * (1 + PRELOAD_WINDOWS);
      if (isNear && untrack(() => props.waiting)) props.onNearEnd();
    },
  });

  /** Scroll first: the card is rendered in place, and a card that moves loses the focus. */
  const goTo = (index: number) => {
    const shape = view.shape();
    if (!shape) return;
    const top = grid.getBoundingClientRect().top + scrollY + positionOf(index, shape).top;
    scrollTo({ top: top - (innerHeight - shape.height) / 2, behavior: "instant" });
    view.update();
    const card = cardAt(index);
    if (card) focusItem(card);
  };
  const cardAt = (index: number) =>
    grid.querySelector<HTMLElement>(`[data-index="${index}"] [data-roving-item]`);

  /** The index a key leads to beyond the rendered cards, or null. */
  const farAway = (key: string): number | null => {
    if (key === "Home") return 0;
    if (key === "End") return props.items.length - 1;
    // Key repeat is faster than rows are rendered.
    const [at, columns] = [focus.focusedKey(), view.shape()?.columns];
    const by = ROWS[key];
    if (at === null || !columns || !by) return null;
    const to = at + by * columns;
    return to >= 0 && to < props.items.length && !cardAt(to) ? to : null;
  };

  const styleOf = (index: number) => {
    const shape = view.shape();
    if (!shape) return {};
    const { left, top } = positionOf(index, shape);
    return { left: `${left}px`, top: `${top}px`, width: `${shape.width}px` };
  };

  return (
    <div
      ref={grid}
      class="relative [overflow-anchor:none]"
      data-roving
      style={{ height: `${view.height()}px` }}
      onFocusIn={focus.onFocusIn}
      onFocusOut={focus.onFocusOut}
      on:keydown={{
        capture: true,
        handleEvent: (event) => {
          const to = isPlain(event) ? farAway(event.key) : null;
          if (to === null) return;
          event.preventDefault();
          event.stopPropagation();
          goTo(to);
        },
      }}
    >
      <For each={view.rendered()}>
        {(index) => (
          <div class="absolute" data-index={index} style={styleOf(index)}>
            <Card {...props} index={index} />
          </div>
        )}
      </For>
    </div>
  );
}

function Card<T extends MediaCard>(props: PosterGridProps<T> & { index: number }) {
  const media = createMemo(() => props.items[props.index]);
  return (
    // Keyed: a card whose title changes is rendered anew.
    <For each={[media()]}>
      {(found) =>
        found ? (
          <MediaPoster
            media={found}
            class="min-w-0"
            caption={props.caption(found)}
            onInfo={props.onInfo && (() => props.onInfo?.(found))}
            tools={props.tools?.(found)}
            eager={props.index < EAGER_COUNT}
            sizes="(max-width: 760px) 30vw, 210px"
          />
        ) : (
          <PosterSkeleton caption />
        )
      }
    </For>
  );
}

function indexAt(target: Element): number | null {
  const place = target.closest<HTMLElement>("[data-index]");
  return place ? Number(place.dataset.index) : null;
}
