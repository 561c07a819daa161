import { useLocation } from "@solidjs/router";
import { createEffect } from "solid-js";

/**
 * A ref that scrolls its element into view while the address names it, and unfolds what it is in.
 * The router does this only for elements that exist when it navigates, and these arrive later.
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
