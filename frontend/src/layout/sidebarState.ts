import { createSignal } from "solid-js";
import { storeItem, readChoice } from "../lib/localStorage";

const KEY = "seen.nav";
const STATES = ["full", "mini"] as const;

const [folded, setSignal] = createSignal(readChoice(KEY, STATES, "full") === "mini");

/** Whether the sidebar shows icons only. Set before the first paint by /theme.js. */
export { folded };

export function setFolded(next: boolean): void {
  const state = next ? "mini" : "full";
  storeItem(KEY, state);
  document.documentElement.dataset.nav = state;
  setSignal(next);
}
