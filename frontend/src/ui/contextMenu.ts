/** Opens a context menu: right click, the keyboard's menu key, and a long press on touch screens. */

export interface MenuPoint {
  x: number;
  y: number;
}

/** What Android waits before its own context menu; iOS has none for links of a page. */
const LONG_PRESS_MS = 500;
/** A finger that moves further scrolls. */
const MAX_DRIFT_PX = 10;

/** Listeners for an element; `open` is given a point of the window. */
export function contextMenuEvents(open: (at: MenuPoint) => void) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let start: MenuPoint | null = null;
  let isLongPress = false;

  const cancel = () => {
    clearTimeout(timer);
    start = null;
  };
  return {
    onContextMenu: (event: MouseEvent) => {
      // Shift and right click show the browser's own; Shift F10 is a menu key.
      if (event.shiftKey && event.button === 2) return;
      event.preventDefault();
      if (isLongPress) return;
      cancel();
      open({ x: event.clientX, y: event.clientY });
    },
    onPointerDown: (event: PointerEvent) => {
      isLongPress = false;
      if (event.pointerType !== "touch" || !event.isPrimary) return;
      const at = { x: event.clientX, y: event.clientY };
      start = at;
      timer = setTimeout(() => {
        isLongPress = true;
        open(at);
      }, LONG_PRESS_MS);
    },
    onPointerMove: (event: PointerEvent) => {
      if (!start) return;
      const drift = Math.hypot(event.clientX - start.x, event.clientY - start.y);
      if (drift > MAX_DRIFT_PX) cancel();
    },
    onPointerUp: cancel,
    onPointerCancel: cancel,
    /** The finger that opened the menu does not also press the link under it. */
    "oncapture:click": (event: MouseEvent) => {
      if (!isLongPress) return;
      event.preventDefault();
      event.stopPropagation();
    },
  };
}
