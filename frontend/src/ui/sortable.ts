/**
 * Reordering of a list or a grid: by a handle with mouse or finger, or with the keyboard. Space picks
 * an item up, arrow keys move it, Space drops it and Escape puts it back.
 */
import { createSignal, onCleanup, type Accessor, type JSX } from "solid-js";

export interface SortableOptions {
  /** The element whose children with `data-sort-index` are the items. */
  list: () => HTMLElement;
  count: () => number;
  /** The name of an item for announcements. */
  nameOf: (index: number) => string;
  /** The item at `from` is to stand at `to`, counted without it. */
  onMove: (from: number, to: number) => void;
}

export interface Sortable {
  /** The index of the item that is being moved; null without one. */
  dragged: Accessor<number | null>;
  /** For a live region. */
  announcement: Accessor<string>;
  /** For the button that moves the item at `index`. */
  handle: (index: () => number) => JSX.ButtonHTMLAttributes<HTMLButtonElement>;
  /** Moves the rows out of the way while an item is dragged. */
  styleOf: (index: number) => JSX.CSSProperties;
}

interface Point {
  x: number;
  y: number;
}

interface Drag {
  from: number;
  to: number;
  /** How far the pointer has moved the item; null when keys move it. */
  offset: Point | null;
}

/** This close to an edge of the window, the page scrolls. */
const SCROLL_EDGE = 90;
const SCROLL_STEP = 14;

export function createSortable(options: SortableOptions): Sortable {
  const [drag, setDrag] = createSignal<Drag | null>(null);
  const [announcement, setAnnouncement] = createSignal("");
  /** Where the items stood on the page when the drag began, and how many of them in a row. */
  let slots: Point[] = [];
  let columns = 1;
  /** Ends listening to the pointer. */
  let gesture = new AbortController();
  onCleanup(() => gesture.abort());

  const rows = () => [...options.list().querySelectorAll<HTMLElement>("[data-sort-index]")];
  const place = (index: number) => `position ${index + 1} of ${options.count()}`;

  const begin = (from: number, offset: Point | null) => {
    slots = rows().map((row) => {
      const { left, top } = row.getBoundingClientRect();
      return { x: left + scrollX, y: top + scrollY };
    });
    columns = Math.max(1, slots.filter(({ y }) => y === slots[0]?.y).length);
    setDrag({ from, to: from, offset });
    setAnnouncement(
      `${options.nameOf(from)} is picked up, ${place(from)}. ` +
        "Arrow keys move it, Space drops it, Escape puts it back.",
    );
  };
  const goTo = (to: number, offset: Point | null) => {
    const now = drag();
    if (!now) return;
    const next = Math.max(0, Math.min(options.count() - 1, to));
    setDrag({ ...now, to: next, offset });
    if (next !== now.to) setAnnouncement(`${options.nameOf(now.from)}, ${place(next)}.`);
  };
  const end = (isDropped: boolean) => {
    gesture.abort();
    const now = drag();
    setDrag(null);
    if (!now) return;
    const name = options.nameOf(now.from);
    const to = isDropped ? now.to : now.from;
    setAnnouncement(`${name} is ${isDropped ? "dropped" : "put back"}, ${place(to)}.`);
    if (to !== now.from) options.onMove(now.from, to);
  };

  /** How far it is from one place to another. */
  const distance = (from: number, to: number): Point => {
    const [start, target] = [slots[from], slots[to]];
    return start && target ? { x: target.x - start.x, y: target.y - start.y } : { x: 0, y: 0 };
  };
  /** The place nearest to an item that was moved so far. */
  const nearest = (from: number, offset: Point): number => {
    const lengths = slots.map((_, index) => {
      const { x, y } = distance(from, index);
      return Math.hypot(x - offset.x, y - offset.y);
    });
    return lengths.indexOf(Math.min(...lengths));
  };

  const drop = (button: HTMLElement) => {
    end(true);
    // A row that moves in the page loses the focus.
    queueMicrotask(() => button.focus());
  };

  const onPointerDown = (event: PointerEvent, from: number) => {
    if (event.button !== 0 || drag()) return;
    event.preventDefault();
    const button = event.currentTarget as HTMLElement;
    button.focus({ preventScroll: true });
    const start = { x: event.clientX, y: event.clientY + scrollY };
    let pointer = { x: event.clientX, y: event.clientY };
    gesture = new AbortController();
    const { signal } = gesture;
    begin(from, { x: 0, y: 0 });
    const update = () => {
      // In a list the pointer may be beside it.
      const offset = {
        x: columns > 1 ? pointer.x - start.x : 0,
        y: pointer.y + scrollY - start.y,
      };
      goTo(nearest(from, offset), offset);
    };
    const scroll = () => {
      if (signal.aborted) return;
      const step =
        pointer.y < SCROLL_EDGE
          ? -SCROLL_STEP
          : pointer.y > innerHeight - SCROLL_EDGE
            ? SCROLL_STEP
            : 0;
      if (step !== 0) {
        scrollBy({ top: step, behavior: "instant" });
        update();
      }
      requestAnimationFrame(scroll);
    };
    const onPointerMove = (moved: PointerEvent) => {
      pointer = { x: moved.clientX, y: moved.clientY };
      update();
    };
    const onUp = () => drop(button);
    const onCancel = () => end(false);
    const onKey = (pressed: KeyboardEvent) => {
      if (pressed.key !== "Escape") return;
      pressed.stopPropagation();
      end(false);
    };
    addEventListener("pointermove", onPointerMove, { signal });
    addEventListener("pointerup", onUp, { signal });
    addEventListener("pointercancel", onCancel, { signal });
    addEventListener("keydown", onKey, { signal, capture: true });
    requestAnimationFrame(scroll);
  };

  const onKeyDown = (event: KeyboardEvent, index: number) => {
    const now = drag();
    if (event.key === " " || event.key === "Enter") {
      event.preventDefault();
      if (!now) begin(index, null);
      else if (now.offset === null) drop(event.currentTarget as HTMLElement);
      return;
    }
    if (now?.offset !== null || now.from !== index) return;
    const targets: Record<string, number> = {
      ArrowUp: now.to - columns,
      ArrowDown: now.to + columns,
      ...(columns > 1 && { ArrowLeft: now.to - 1, ArrowRight: now.to + 1 }),
      Home: 0,
      End: options.count() - 1,
    };
    const to = targets[event.key];
    if (to === undefined && event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    if (to === undefined) end(false);
    else goTo(to, null);
  };

  return {
    dragged: () => drag()?.from ?? null,
    announcement,
    handle: (index) => ({
      onPointerDown: (event) => onPointerDown(event, index()),
      onKeyDown: (event) => onKeyDown(event, index()),
      onBlur: () => {
        if (drag()?.offset === null) end(false);
      },
      "aria-pressed": drag()?.from === index(),
    }),
    styleOf: (index) => {
      const now = drag();
      if (!now) return {};
      const { from, to, offset } = now;
      if (index === from) {
        return {
          transform: translation(offset ?? distance(from, to)),
          transition: offset === null ? "transform 160ms" : "none",
          "z-index": "3",
          position: "relative",
        };
      }
      const isPassed = from < to ? index > from && index <= to : index >= to && index < from;
      const by = isPassed ? distance(index, index + (from < to ? -1 : 1)) : { x: 0, y: 0 };
      return { transform: translation(by), transition: "transform 160ms" };
    },
  };
}

const translation = ({ x, y }: Point) => `translate(${x}px, ${y}px)`;
