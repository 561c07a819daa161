import { createRoot, createSignal } from "solid-js";
import { expect, test, vi } from "vitest";
import { createRemoteScreen, keepScreenOn } from "./wakeLockAndCasting";

test("the screen stays on while something plays, and no longer", async () => {
  const release = vi.fn(() => Promise.resolve());
  const request = vi.fn(() => Promise.resolve({ release }));
  Object.defineProperty(navigator, "wakeLock", { configurable: true, value: { request } });
  const [isPlaying, setPlaying] = createSignal(false);
  const leave = createRoot((dispose) => {
    keepScreenOn(isPlaying);
    return dispose;
  });
  expect(request).not.toHaveBeenCalled();

  setPlaying(true);
  await vi.waitFor(() => expect(request).toHaveBeenCalledOnce());
  document.dispatchEvent(new Event("visibilitychange")); // shown again: the lock was lost
  expect(request).toHaveBeenCalledTimes(2);
  await Promise.resolve();
  setPlaying(false);
  expect(release).toHaveBeenCalled();

  leave();
});

test("another screen is offered while one is near, and says what it does", async () => {
  const remote = Object.assign(new EventTarget(), {
    watchAvailability: vi.fn((found: (is: boolean) => void) => {
      found(true);
      return Promise.resolve(1);
    }),
    cancelWatchAvailability: vi.fn(() => Promise.resolve()),
    prompt: vi.fn(() => Promise.reject(new DOMException("", "NotSupportedError"))),
  });
  const video = Object.assign(document.createElement("video"), { remote });
  const { screen, leave } = createRoot((dispose) => ({
    screen: createRemoteScreen(() => video),
    leave: dispose,
  }));
  expect(screen.isOffered()).toBe(true);

  remote.dispatchEvent(new Event("connecting"));
  expect(screen.state()).toBe("connecting");
  remote.dispatchEvent(new Event("connect"));
  expect(screen.state()).toBe("connected");
  remote.dispatchEvent(new Event("disconnect"));
  expect(screen.state()).toBeNull();
  screen.choose();
  await vi.waitFor(() => expect(screen.state()).toBe("failed"));

  leave();
  expect(remote.cancelWatchAvailability).toHaveBeenCalledOnce();
});
