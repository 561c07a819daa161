import { useLocation } from "@solidjs/router";
import { createEffect } from "solid-js";

/**
 * A ref that scrolls its element into view when the URL fragment names it, and expands its group. The
 * router does this only for elements that exist at navigation; these are rendered later.
 */
export function createHashTarget(id: () => string | undefined): (element: HTMLElement) => void {
  const location = useLocation();
  return (element) =>
    createEffect(() => {
      if (id() === undefined || location.hash !== `#${id()}`) return;
      const fold = element.closest("details");
      if (fold) fold.open = true;
      element.scrollIntoView({ block: "start" });
    });
}
