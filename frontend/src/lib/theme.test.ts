// @vitest-environment jsdom
import { beforeEach, expect, test, vi } from "vitest";

beforeEach(() => {
  vi.resetModules();
  localStorage.clear();
  delete document.documentElement.dataset.theme;
});

function system(light: boolean): EventTarget & { matches: boolean } {
  const query = Object.assign(new EventTarget(), { matches: light });
  vi.stubGlobal("matchMedia", () => query);
  return query;
}

test("is dark by default", async () => {
  const { theme, shownTheme } = await import("./theme");

  expect([theme(), shownTheme()]).toEqual(["dark", "dark"]);
});

test("keeps what was chosen", async () => {
  const first = await import("./theme");
  first.setTheme("light");
  vi.resetModules();
  const second = await import("./theme");

  expect(second.theme()).toBe("light");
  expect(document.documentElement.dataset.theme).toBe("light");
});

test("ignores a stored word that is no theme", async () => {
  localStorage.setItem("seen.theme", "sepia");
  const { theme } = await import("./theme");

  expect(theme()).toBe("dark");
});

test("follows the system while that is chosen", async () => {
  const query = system(true);
  const { setTheme, watchTheme } = await import("./theme");
  watchTheme();
  setTheme("system");
  const before = document.documentElement.dataset.theme;
  query.matches = false;
  query.dispatchEvent(new Event("change"));

  expect(before).toBe("light");
  expect(document.documentElement.dataset.theme).toBe("dark");
});
