import { createSignal } from "solid-js";

/** Past this, the page lies under the top bar. */
const UNDER_THE_BAR_PX = 12;

const isUnder = () => scrollY > UNDER_THE_BAR_PX;
const [isScrolled, setScrolled] = createSignal(isUnder());
addEventListener("scroll", () => setScrolled(isUnder()), { passive: true });

/** Whether the page is scrolled. Tracks. */
export { isScrolled };
