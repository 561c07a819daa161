// @vitest-environment jsdom
import { beforeEach, expect, test, vi } from "vitest";
import { reloadOnStaleChunk } from "./reloadOnStaleChunk";

const reload = vi.fn();
const answer = vi.fn<() => Promise<Response>>();

beforeEach(() => {
  vi.stubGlobal("fetch", answer);
  vi.stubGlobal("location", { reload });
  document.head.innerHTML = '<script type="module" src="/assets/index-old.js"></script>';
});

reloadOnStaleChunk();

async function failToLoad(): Promise<boolean> {
  const event = new Event("vite:preloadError", { cancelable: true });
  window.dispatchEvent(event);
  await new Promise((resolve) => setTimeout(resolve));
  return event.defaultPrevented;
}

test("a script that does not load reloads the page only for a new version", async () => {
  answer.mockRejectedValueOnce(new TypeError("Failed to fetch"));
  expect(await failToLoad()).toBe(false);
  answer.mockResolvedValueOnce(new Response('<script src="/assets/index-old.js"></script>'));
  await failToLoad();
  expect(reload).not.toHaveBeenCalled();

  answer.mockResolvedValueOnce(new Response('<script src="/assets/index-new.js"></script>'));
  await failToLoad();
  expect(reload).toHaveBeenCalledOnce();

  answer.mockResolvedValueOnce(new Response('<script src="/assets/index-newer.js"></script>'));
  await failToLoad();
  expect(reload).toHaveBeenCalledOnce(); // not again at once
});
