import { useNavigate } from "@solidjs/router";
import { onCleanup, onMount } from "solid-js";
import { paletteOpen, setPaletteOpen } from "../lib/commandPaletteState";
import { takeEarlyKeys } from "../lib/earlyKeys";
import { beginPair, isInPair, isOverlayOpen, isPlain, isTyping } from "../lib/keyboard";
import { opensPalette } from "../lib/paletteShortcut";

/** `g` followed by one of these letters opens the page. */
const GO: Record<string, string> = {
  h: "/app/dashboard",
  d: "/app/discover",
  m: "/app/movies",
  s: "/app/shows",
  g: "/app/games",
  c: "/app/collections",
  k: "/app/calendar",
  w: "/app/watch-later",
  f: "/app/following",
  e: "/app/watched",
  l: "/app/library",
  a: "/app/downloads",
};
/** Shortcuts available on every page of this layout. */
export function shortcuts(): void {
  const navigate = useNavigate();

  const onKey = (event: KeyboardEvent) => {
    if (opensPalette(event)) {
      event.preventDefault();
      setPaletteOpen(!paletteOpen());
      return;
    }
    if (!isPlain(event) || isTyping(event) || paletteOpen() || event.defaultPrevented) return;
    if (isOverlayOpen()) return;
    const target = isInPair() ? GO[event.key] : undefined;
    beginPair(event.key === "g" && !target);
    if (target) {
      event.preventDefault();
      navigate(target);
    } else if (event.key === "/") {
      event.preventDefault();
      setPaletteOpen(true);
    }
  };

  onMount(() => {
    document.addEventListener("keydown", onKey);
    takeEarlyKeys().forEach(onKey);
    onCleanup(() => document.removeEventListener("keydown", onKey));
  });
}
