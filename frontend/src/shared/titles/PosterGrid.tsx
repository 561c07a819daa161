import { createMemo, For, untrack } from "solid-js";
import type { MediaCard } from "../../api/types";
import { isPlain } from "../../lib/keys";
import { gridHeight, positionOf } from "../../ui/gridRows";
import { focusItem, rovingFocus } from "../../ui/rovingFocus";
import { PosterSkeleton } from "../../ui/Skeleton";
import { createFocusTracker, createVirtualGrid } from "../../ui/virtualGrid";
import { gridShape } from "./gridShape";
import { MediaPoster } from "./MediaPoster";

interface PosterGridProps {
  items: readonly MediaCard[];
  caption: (media: MediaCard) => string;
  /** Whether more are to come: their places are kept by a row of skeletons. */
  waiting: boolean;
  /** Called when the end comes near. */
  onNearEnd: () => void;
}

/** Rows drawn beyond the window on both sides: arrow keys find them, a quick finger does not see it. */
const AROUND = 2;
/** So many windows before the end, the next page is asked for. */
const AHEAD = 2;
/** About what a first screen holds. */
const EAGER = 18;
/** By so many rows the arrows go. */
const ROWS: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };

/** Posters in a grid of any length. */
export function PosterGrid(props: PosterGridProps) {
  let grid!: HTMLDivElement;
  rovingFocus(() => grid);
  const focus = createFocusTracker(indexAt);

  const view = createVirtualGrid({
    element: () => grid,
    // Whole rows: the last begun one is filled, and one more is on its way.
    count: ({ columns }) =>
      props.waiting ? (Math.ceil(props.items.length / columns) + 1) * columns : props.items.length,
    shapeOf: gridShape,
    overscanRows: AROUND,
    pinnedIndex: () => {
      const at = focus.focusedKey();
      return at !== null && at < props.items.length ? at : null;
    },
    onUpdate: (shape, top) => {
      const loaded = gridHeight(
        untrack(() => props.items.length),
        shape,
      );
      const isNear = top + loaded < innerHeight * (1 + AHEAD);
      if (isNear && untrack(() => props.waiting)) props.onNearEnd();
    },
  });

  /** Scrolled there first: a card is drawn in its place, and one that moves loses the focus. */
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

  /** Where a key leads that asks for more than the cards around, or null. */
  const farAway = (key: string): number | null => {
    if (key === "Home") return 0;
    if (key === "End") return props.items.length - 1;
    // A key that is held down comes quicker than rows are drawn.
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

function Card(props: PosterGridProps & { index: number }) {
  const media = createMemo(() => props.items[props.index]);
  return (
    // Keyed: a card that is another title now is another card.
    <For each={[media()]}>
      {(found) =>
        found ? (
          <MediaPoster
            media={found}
            class="min-w-0"
            caption={props.caption(found)}
            eager={props.index < EAGER}
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
