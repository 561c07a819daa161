// @vitest-environment jsdom
import { beforeEach, expect, test, vi } from "vitest";

/** What a page of this tab is called. */
async function idOfNewPage(): Promise<string> {
  vi.resetModules();
  const { playerId } = await import("./playerId");
  expect(playerId()).toBe(playerId());
  return playerId();
}

beforeEach(() => sessionStorage.clear());

test("a reload keeps the name", async () => {
  const before = await idOfNewPage();
  dispatchEvent(new Event("pagehide"));

  expect(await idOfNewPage()).toBe(before);
});

test("a duplicate of the tab, whose storage is a copy, gets another name", async () => {
  const original = await idOfNewPage();

  expect(await idOfNewPage()).not.toBe(original);
});

test("a page that comes back from the history keeps its name to itself again", async () => {
  const original = await idOfNewPage();
  dispatchEvent(new Event("pagehide"));
  dispatchEvent(new Event("pageshow"));

  expect(await idOfNewPage()).not.toBe(original);
});
