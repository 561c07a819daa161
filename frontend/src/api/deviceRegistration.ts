/** Tells the server what this browser plays, when that changed. Loaded before something plays. */
import { storeItem } from "../lib/localStorage";
import { browserOf, findCapabilities } from "./browserCapabilities";
import { registerDevice } from "./devices";

const KEY = "seen.device";
/** Registered anew after this long, so that a lost cookie is replaced. */
const AGAIN_AFTER_MS = 24 * 3600 * 1000;

export async function registerIfChanged(userId: string): Promise<void> {
  const capabilities = await findCapabilities(browserOf(window));
  const day = Math.floor(Date.now() / AGAIN_AFTER_MS);
  const now = JSON.stringify([userId, day, capabilities]);
  if (localStorage.getItem(KEY) === now) return;
  await registerDevice(capabilities);
  storeItem(KEY, now);
}
