// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { contextMenuEvents } from "./contextMenu";

const open = vi.fn();
let events = contextMenuEvents(open);

beforeEach(() => {
  vi.useFakeTimers();
  open.mockClear();
  events = contextMenuEvents(open);
});
afterEach(() => vi.useRealTimers());

function finger(clientX: number, clientY: number): PointerEvent {
  return { clientX, clientY, pointerType: "touch", isPrimary: true } as PointerEvent;
}

test("a long press opens the menu, and lifting the finger does not press the link", () => {
  events.onPointerDown(finger(30, 40));
  vi.advanceTimersByTime(600);
  events.onPointerUp();
  const click = new MouseEvent("click", { cancelable: true });
  events["oncapture:click"](click);

  expect(open).toHaveBeenCalledExactlyOnceWith({ x: 30, y: 40 });
  expect(click.defaultPrevented).toBe(true);
});

test("the contextmenu event of the same long press opens no second menu", () => {
  events.onPointerDown(finger(30, 40));
  vi.advanceTimersByTime(600);
  events.onContextMenu(new MouseEvent("contextmenu", { cancelable: true }));

  expect(open).toHaveBeenCalledOnce();
});

test("a finger that scrolls or taps opens nothing", () => {
  events.onPointerDown(finger(30, 40));
  events.onPointerMove(finger(30, 60));
  vi.advanceTimersByTime(600);
  events.onPointerDown(finger(30, 40));
  events.onPointerUp();
  vi.advanceTimersByTime(600);
  const click = new MouseEvent("click", { cancelable: true });
  events["oncapture:click"](click);

  expect(open).not.toHaveBeenCalled();
  expect(click.defaultPrevented).toBe(false);
});

test("the browser's own menu opens with Shift", () => {
  const native = new MouseEvent("contextmenu", { button: 2, shiftKey: true, cancelable: true });
  events.onContextMenu(native);

  expect(open).not.toHaveBeenCalled();
  expect(native.defaultPrevented).toBe(false);
});
