import { createEffect } from "solid-js";

/** What the tab and the history call this page. */
export function pageTitle(name: () => string | undefined): void {
  createEffect(() => {
    const words = name();
    document.title = words ? `${words} · /seen/` : "/seen/";
  });
}
