import { createEffect } from "solid-js";

/** Set the document title. */
export function pageTitle(name: () => string | undefined): void {
  createEffect(() => {
    const pageName = name();
    document.title = pageName ? `${pageName} · /seen/` : "/seen/";
  });
}
