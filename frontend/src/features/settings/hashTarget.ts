import { useLocation } from "@solidjs/router";
import { createEffect } from "solid-js";

/**
 * A ref that scrolls its element into view while the address names it. The router does this only
 * for elements that exist when it navigates, and these arrive later.
 */
export function createHashTarget(id: () => string): (element: HTMLElement) => void {
  const location = useLocation();
  return (element) =>
    createEffect(() => {
      if (location.hash === `#${id()}`) element.scrollIntoView({ block: "start" });
    });
}
