/** The browser's offer to install the app, where it makes one. */
import { createSignal } from "solid-js";

/** Chromium's event; other browsers install from a menu of their own. */
interface InstallPrompt extends Event {
  prompt: () => Promise<unknown>;
}

const [installPrompt, setPrompt] = createSignal<InstallPrompt>();

export { installPrompt };

/** Listens from the start: the event comes once, before the menu is opened. */
export function watchInstallPrompt(): void {
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault(); // offered in the account's menu instead
    setPrompt(() => event as InstallPrompt);
  });
  addEventListener("appinstalled", () => setPrompt(undefined));
}

/** The browser asks; its offer counts once. */
export function install(): void {
  void installPrompt()?.prompt();
  setPrompt(undefined);
}
