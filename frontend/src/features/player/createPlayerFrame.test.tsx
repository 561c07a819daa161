import { createRoot } from "solid-js";
import { expect, test, vi } from "vitest";
import { createPlayerFrame } from "./createPlayerFrame";
import { createMediaElement } from "./mediaElement";

const press = (key: string) =>
  document.dispatchEvent(new KeyboardEvent("keydown", { key, cancelable: true }));

test("the key that lists the shortcuts puts the list away again", async () => {
  const dismiss = vi.fn();
  const { frame, leave } = createRoot((dispose) => ({
    frame: createPlayerFrame({
      media: createMediaElement(),
      hasFailed: () => false,
      controls: { dismiss },
    }),
    leave: dispose,
  }));
  await Promise.resolve(); // its keys are heard

  press("?");
  expect(frame.keysOpen()).toBe(true);
  press("Escape"); // the list's own
  expect(dismiss).not.toHaveBeenCalled();
  press("?");
  expect(frame.keysOpen()).toBe(false);
  press("Escape");
  expect(dismiss).toHaveBeenCalledOnce();
  leave();
});
