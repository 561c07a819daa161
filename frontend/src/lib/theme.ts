import { createSignal } from "solid-js";
import { storeItem, readChoice } from "./localStorage";

export type Theme = "dark" | "light" | "system";
const THEMES: readonly Theme[] = ["dark", "light", "system"];

const KEY = "seen.theme";
const [theme, setSignal] = createSignal<Theme>(readChoice(KEY, THEMES, "dark"));

/** The stored setting; `system` follows the operating system. */
export { theme };

const lightSystem = () => matchMedia("(prefers-color-scheme: light)");

/** The theme in effect. */
export function shownTheme(): "dark" | "light" {
  const chosen = theme();
  if (chosen !== "system") return chosen;
  return lightSystem().matches ? "light" : "dark";
}

function apply(): void {
  const root = document.documentElement;
  root.dataset.theme = shownTheme();
  // Sets the colour of the browser's own bar.
  const ground = getComputedStyle(root).getPropertyValue("--bg").trim();
  if (ground !== "")
    document.querySelector("meta[name=theme-color]")?.setAttribute("content", ground);
}

export function setTheme(next: Theme): void {
  storeItem(KEY, next);
  setSignal(next);
  apply();
}

/** Follow the operating system while `system` is chosen. /theme.js sets the theme of the first paint. */
export function watchTheme(): void {
  lightSystem().addEventListener("change", apply);
  apply();
}
