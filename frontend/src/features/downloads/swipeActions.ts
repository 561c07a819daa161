/** Swipe actions on touch devices: a far swipe runs the action, a short one returns. */
import { createSignal } from "solid-js";

/** Distance at which release runs the action. */
export const TRIGGER_PX = 88;
/** Below this distance the gesture may become a scroll. */
const MIN_DRAG_PX = 12;
/** Past the threshold the card follows at this ratio. */
const RUBBER_BAND = 0.28;

export function offsetOf(dx: number): number {
  const beyond = Math.abs(dx) - TRIGGER_PX;
  return beyond <= 0 ? dx : Math.sign(dx) * (TRIGGER_PX + beyond * RUBBER_BAND);
}

interface SwipeOptions {
  onRight: () => void;
  onLeft: () => void;
}

export function createSwipe(options: SwipeOptions) {
  const [offset, setOffset] = createSignal(0);
  const [isHeld, setHeld] = createSignal(false);
  let start: { x: number; y: number; id: number } | null = null;
  let isFar = false;
  let hasMoved = false;

  const letGo = () => {
    start = null;
    isFar = false;
    setHeld(false);
    setOffset(0);
  };

  const onPointerDown = (event: PointerEvent) => {
    hasMoved = false;
    if (event.pointerType !== "touch" || !event.isPrimary) return;
    start = { x: event.clientX, y: event.clientY, id: event.pointerId };
  };
  const onPointerMove = (event: PointerEvent & { currentTarget: HTMLElement }) => {
    if (start?.id !== event.pointerId) return;
    const dx = event.clientX - start.x;
    const dy = event.clientY - start.y;
    if (!isHeld()) {
      if (Math.abs(dy) > MIN_DRAG_PX) {
        letGo();
        return;
      }
      if (Math.abs(dx) < MIN_DRAG_PX) return;
      setHeld(true);
      hasMoved = true;
      event.currentTarget.setPointerCapture(event.pointerId);
    }
    setOffset(offsetOf(dx));
    const isFarNow = Math.abs(dx) >= TRIGGER_PX;
    // Haptic feedback where it is supported.
    if (isFarNow !== isFar && "vibrate" in navigator) navigator.vibrate(8);
    isFar = isFarNow;
  };
  const onPointerUp = (event: PointerEvent) => {
    if (start?.id !== event.pointerId) return;
    const side = offset();
    const does = isFar;
    letGo();
    if (!does) return;
    if (side > 0) options.onRight();
    else options.onLeft();
  };

  return {
    offset,
    isHeld,
    handlers: {
      onPointerDown,
      onPointerMove,
      onPointerUp,
      onPointerCancel: letGo,
    },
    /** Ignore the click that follows a swipe. */
    swallow: (event: Event) => {
      if (!hasMoved) return;
      hasMoved = false;
      event.preventDefault();
      event.stopPropagation();
    },
  };
}
