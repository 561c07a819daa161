/** Dragging a game to another shelf with the mouse. Fingers scroll; they have a menu. */
import { createSignal, onCleanup, type Accessor } from "solid-js";
import type { GameStatus, MediaCard } from "../../api/types";

const MIN_DISTANCE_PX = 8;
/** Near the window's edge the page scrolls along. */
const EDGE_PX = 90;
const SCROLL_PX = 14;

export interface Drag {
  media: MediaCard;
  x: number;
  y: number;
  /** The shelf under the pointer. */
  over: GameStatus | null;
}

export interface ShelfDrag {
  drag: Accessor<Drag | null>;
  /** Listeners of a card. */
  begin: (event: PointerEvent, media: MediaCard) => void;
}

function shelfAt(x: number, y: number): GameStatus | null {
  const shelf = document.elementFromPoint(x, y)?.closest<HTMLElement>("[data-shelf]");
  return (shelf?.dataset.shelf as GameStatus | undefined) ?? null;
}

export function createShelfDrag(onDrop: (media: MediaCard, to: GameStatus) => void): ShelfDrag {
  const [drag, setDrag] = createSignal<Drag | null>(null);
  let finish: (() => void) | undefined;
  onCleanup(() => finish?.());

  const begin = (down: PointerEvent, media: MediaCard) => {
    if (down.button !== 0 || down.pointerType === "touch" || finish) return;
    let frame = 0;
    let now: Drag | null = null;
    const show = (x: number, y: number) => {
      now = { media, x, y, over: shelfAt(x, y) };
      setDrag(now);
    };
    const scroll = () => {
      if (!now) return;
      const isLow = now.y > window.innerHeight - EDGE_PX;
      if (isLow || now.y < EDGE_PX) {
        window.scrollBy(0, isLow ? SCROLL_PX : -SCROLL_PX);
        show(now.x, now.y);
      }
      frame = requestAnimationFrame(scroll);
    };
    const move = (event: PointerEvent) => {
      const far = Math.hypot(event.clientX - down.clientX, event.clientY - down.clientY);
      if (!now && far < MIN_DISTANCE_PX) return;
      if (!now) frame = requestAnimationFrame(scroll);
      show(event.clientX, event.clientY);
    };
    const drop = () => {
      const to = now?.over;
      finish?.();
      if (to) onDrop(media, to);
    };
    const cancel = () => finish?.();
    const byKey = (event: KeyboardEvent) => {
      if (event.key === "Escape") cancel();
    };
    /** The button that ends a drag does not also press the link under it. */
    const click = (event: MouseEvent) => {
      event.preventDefault();
      event.stopPropagation();
    };
    finish = () => {
      finish = undefined;
      cancelAnimationFrame(frame);
      if (now) {
        window.addEventListener("click", click, { capture: true, once: true });
        setTimeout(() => window.removeEventListener("click", click, { capture: true }));
      }
      setDrag(null);
      window.removeEventListener("pointermove", move);
      window.removeEventListener("pointerup", drop);
      window.removeEventListener("pointercancel", cancel);
      window.removeEventListener("keydown", byKey);
    };
    window.addEventListener("pointermove", move);
    window.addEventListener("pointerup", drop);
    window.addEventListener("pointercancel", cancel);
    window.addEventListener("keydown", byKey);
  };
  return { drag, begin };
}
