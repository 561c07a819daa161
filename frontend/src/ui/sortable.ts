/**
 * Reordering of a vertical list: by a handle with mouse or finger, or with the keyboard. Space picks
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

interface Drag {
  from: number;
  to: number;
  /** How far the pointer has moved the item; null when keys move it. */
  offset: number | null;
}

/** This close to an edge of the window, the page scrolls. */
const SCROLL_EDGE = 90;
const SCROLL_STEP = 14;

export function createSortable(options: SortableOptions): Sortable {
  const [drag, setDrag] = createSignal<Drag | null>(null);
  const [announcement, setAnnouncement] = createSignal("");
  /** The distance between two rows, measured when a drag begins. */
  let pitch = 0;
  /** Ends listening to the pointer. */
  let gesture = new AbortController();
  onCleanup(() => gesture.abort());

  const rows = () => [...options.list().querySelectorAll<HTMLElement>("[data-sort-index]")];
  const place = (index: number) => `position ${index + 1} of ${options.count()}`;

  const begin = (from: number, offset: number | null) => {
    const [first, second] = rows().map((row) => row.getBoundingClientRect());
    pitch = first && second ? second.top - first.top : (first?.height ?? 0);
    setDrag({ from, to: from, offset });
    setAnnouncement(
      `${options.nameOf(from)} is picked up, ${place(from)}. ` +
        "Arrow keys move it, Space drops it, Escape puts it back.",
    );
  };
  const goTo = (to: number, offset: number | null) => {
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

  const onPointerDown = (event: PointerEvent, from: number) => {
    if (event.button !== 0 || drag()) return;
    event.preventDefault();
    const button = event.currentTarget as HTMLElement;
    button.focus({ preventScroll: true });
    const startY = event.clientY + scrollY;
    let pointerY = event.clientY;
    gesture = new AbortController();
    const { signal } = gesture;
    begin(from, 0);
    const update = () => {
      const offset = pointerY + scrollY - startY;
      goTo(from + (pitch > 0 ? Math.round(offset / pitch) : 0), offset);
    };
    const scroll = () => {
      if (signal.aborted) return;
      const step =
        pointerY < SCROLL_EDGE
          ? -SCROLL_STEP
          : pointerY > innerHeight - SCROLL_EDGE
            ? SCROLL_STEP
            : 0;
      if (step !== 0) {
        scrollBy({ top: step, behavior: "instant" });
        update();
      }
      requestAnimationFrame(scroll);
    };
    const onPointerMove = (moved: PointerEvent) => {
      pointerY = moved.clientY;
      update();
    };
    const onUp = () => end(true);
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
      else if (now.offset === null) {
        const button = event.currentTarget as HTMLElement;
        end(true);
        // A row that moves in the page loses the focus.
        queueMicrotask(() => button.focus());
      }
      return;
    }
    if (now?.offset !== null || now.from !== index) return;
    const targets: Record<string, number> = {
      ArrowUp: now.to - 1,
      ArrowDown: now.to + 1,
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
        const y = offset ?? (to - from) * pitch;
        const transition = offset === null ? "transform 160ms" : "none";
        return {
          transform: `translateY(${y}px)`,
          transition,
          "z-index": "1",
          position: "relative",
        };
      }
      const isPassed = from < to ? index > from && index <= to : index >= to && index < from;
      const y = isPassed ? (from < to ? -pitch : pitch) : 0;
      return { transform: `translateY(${y}px)`, transition: "transform 160ms" };
    },
  };
}
