// @vitest-environment jsdom
import { createRoot } from "solid-js";
import { afterEach, expect, test } from "vitest";
import { createAttendance, mustAsk } from "./stillWatching";

let dispose = () => {};
afterEach(() => dispose());

function opened() {
  return createRoot((end) => {
    dispose = end;
    return createAttendance();
  });
}

test("the viewer is asked after as many episodes as they chose, or never", () => {
  expect(mustAsk(3, 4)).toBe(false);
  expect(mustAsk(4, 4)).toBe(true);
  expect(mustAsk(100, 0)).toBe(false);
});

test.each(["keydown", "pointerdown"])("a %s shows that the viewer is here", async (kind) => {
  const attendance = opened();
  await Promise.resolve();
  attendance.note();
  attendance.note();
  expect(attendance.unattended()).toBe(2);

  document.dispatchEvent(new Event(kind));

  expect(attendance.unattended()).toBe(0);
});
