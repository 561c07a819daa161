import { createEffect } from "solid-js";

/** Set the document title. */
export function pageTitle(name: () => string | undefined): void {
  createEffect(() => {
    const words = name();
    document.title = words ? `${words} · /seen/` : "/seen/";
  });
}
