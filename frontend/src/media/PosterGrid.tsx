import { createEffect, createMemo, createSignal, For, onCleanup, onMount, untrack } from "solid-js";
import type { MediaCard } from "../api/types";
import { focusItem, roving } from "../ui/roving";
import { PosterSkeleton } from "../ui/Skeleton";
import { gridHeight, gridShape, placeOf, rowsToDraw, type GridShape } from "./gridShape";
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

/**
 * A grid of any length: only the rows near the window are in the page. Rows are equally high, so
 * where each stands is arithmetic and nothing is measured while scrolling.
 */
export function PosterGrid(props: PosterGridProps) {
  let grid!: HTMLDivElement;
  roving(() => grid);
  const [shape, setShape] = createSignal<GridShape>();
  const [rows, setRows] = createSignal<[number, number]>([0, 0], {
    equals: (a, b) => a[0] === b[0] && a[1] === b[1],
  });
  /** The card with the focus stays, wherever it was scrolled to. */
  const [held, setHeld] = createSignal<number | null>(null);

  const places = () => {
    const now = shape();
    if (!now || !props.waiting) return props.items.length;
    // Whole rows: the last begun one is filled, and one more is on its way.
    return (Math.ceil(props.items.length / now.columns) + 1) * now.columns;
  };

  const look = () => {
    const now = untrack(shape);
    if (!now) return;
    const top = grid.getBoundingClientRect().top;
    setRows(rowsToDraw(now, untrack(places), top, innerHeight, AROUND));
    const loaded = gridHeight(
      untrack(() => props.items.length),
      now,
    );
    if (untrack(() => props.waiting) && top + loaded < innerHeight * (1 + AHEAD)) props.onNearEnd();
  };
  const measure = () => {
    const rem = parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
    const next = gridShape(grid.clientWidth, innerWidth, rem);
    const before = untrack(shape);
    if (before?.columns !== next.columns || before.width !== next.width) setShape(next);
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
    watch.observe(grid);
    addEventListener("scroll", onScroll, { passive: true });
    addEventListener("resize", measure);
    onCleanup(() => {
      watch.disconnect();
      cancelAnimationFrame(waiting);
      removeEventListener("scroll", onScroll);
      removeEventListener("resize", measure);
    });
  });
  // A page that came, or a list that shrank, may leave the end in sight.
  createEffect(() => {
    places();
    if (shape()) look();
  });

  const drawn = createMemo(() => {
    const now = shape();
    if (!now) return [];
    const [first, end] = rows();
    const inWindow = [first * now.columns, Math.min(end * now.columns, places())] as const;
    const indexes = Array.from(
      { length: Math.max(0, inWindow[1] - inWindow[0]) },
      (_, step) => inWindow[0] + step,
    );
    const kept = held();
    if (kept === null || kept >= props.items.length) return indexes;
    // In its order, because a card that is moved in the page loses the focus.
    if (kept < inWindow[0]) return [kept, ...indexes];
    return kept >= inWindow[1] ? [...indexes, kept] : indexes;
  });

  /** Scrolled there first: a card is drawn in its place, and one that moves loses the focus. */
  const goTo = (index: number) => {
    const now = shape();
    if (!now) return;
    const top = grid.getBoundingClientRect().top + scrollY + placeOf(index, now).top;
    scrollTo({ top: top - (innerHeight - now.height) / 2, behavior: "instant" });
    look();
    const card = grid.querySelector<HTMLElement>(`[data-index="${index}"] [data-roving-item]`);
    if (card) focusItem(card);
  };

  return (
    <div
      ref={grid}
      class="relative [overflow-anchor:none]"
      data-roving
      style={{ height: `${shapeHeight(places(), shape())}px` }}
      onFocusIn={(event) => setHeld(indexAt(event.target))}
      onFocusOut={(event) => {
        const next = event.relatedTarget;
        // From card to card it only changes hands.
        if (!(next instanceof Node && grid.contains(next))) setHeld(null);
      }}
      on:keydown={{
        capture: true,
        handleEvent: (event) => {
          if (event.key !== "Home" && event.key !== "End") return;
          event.preventDefault();
          event.stopPropagation();
          goTo(event.key === "Home" ? 0 : props.items.length - 1);
        },
      }}
    >
      <For each={drawn()}>
        {(index) => (
          <div class="absolute" data-index={index} style={styleOf(index, shape())}>
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

function indexAt(target: EventTarget): number | null {
  if (!(target instanceof Element)) return null;
  const place = target.closest<HTMLElement>("[data-index]");
  return place ? Number(place.dataset.index) : null;
}

const shapeHeight = (count: number, shape: GridShape | undefined) =>
  shape ? gridHeight(count, shape) : 0;

function styleOf(index: number, shape: GridShape | undefined) {
  if (!shape) return {};
  const { left, top } = placeOf(index, shape);
  return { left: `${left}px`, top: `${top}px`, width: `${shape.width}px` };
}
