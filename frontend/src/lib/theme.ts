import { createSignal } from "solid-js";
import { storeItem, readChoice } from "./storage";

export type Theme = "dark" | "light" | "system";
const THEMES: readonly Theme[] = ["dark", "light", "system"];

const KEY = "seen.theme";
const [theme, setSignal] = createSignal<Theme>(readChoice(KEY, THEMES, "dark"));

/** What was chosen; `system` follows the machine. */
export { theme };

const lightSystem = () => matchMedia("(prefers-color-scheme: light)");

/** What that comes to now. */
export function shownTheme(): "dark" | "light" {
  const chosen = theme();
  if (chosen !== "system") return chosen;
  return lightSystem().matches ? "light" : "dark";
}

function apply(): void {
  const root = document.documentElement;
  root.dataset.theme = shownTheme();
  // The browser's own bar takes the colour of the page.
  const ground = getComputedStyle(root).getPropertyValue("--bg").trim();
  if (ground !== "")
    document.querySelector("meta[name=theme-color]")?.setAttribute("content", ground);
}

export function setTheme(next: Theme): void {
  storeItem(KEY, next);
  setSignal(next);
  apply();
}

/** Follow the machine while `system` is chosen. The first paint is dressed by /theme.js. */
export function watchTheme(): void {
  lightSystem().addEventListener("change", apply);
  apply();
}
