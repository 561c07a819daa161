/** The links of the navigation, in order. */
import ArrowDownToLine from "lucide-solid/icons/arrow-down-to-line";
import Bookmark from "lucide-solid/icons/bookmark";
import Clapperboard from "lucide-solid/icons/clapperboard";
import Compass from "lucide-solid/icons/compass";
import Gamepad from "lucide-solid/icons/gamepad-2";
import House from "lucide-solid/icons/house";
import Layers from "lucide-solid/icons/layers";
import Library from "lucide-solid/icons/library";
import Settings from "lucide-solid/icons/settings-2";
import Tv from "lucide-solid/icons/tv";
import type { Component } from "solid-js";
import type { Counts } from "../api/types";

export interface Place {
  href: string;
  label: string;
  icon: Component<{ class?: string; "aria-hidden"?: "true" }>;
  /** A count beside the label. */
  count?: keyof Pick<Counts, "watchLater" | "library">;
  /** A live dot while downloads are active. */
  live?: keyof Pick<Counts, "activeDownloads">;
}

const HOME: Place = { href: "/app/dashboard", label: "Home", icon: House };
const DISCOVER: Place = { href: "/app/discover", label: "Discover", icon: Compass };
const LIBRARY: Place = { href: "/app/library", label: "Library", icon: Library, count: "library" };
const DOWNLOADS: Place = {
  href: "/app/downloads",
  label: "Downloads",
  icon: ArrowDownToLine,
  live: "activeDownloads",
};
const WATCH_LATER: Place = {
  href: "/app/watch-later",
  label: "Watch later",
  icon: Bookmark,
  count: "watchLater",
};

export const BROWSE: readonly Place[] = [
  HOME,
  DISCOVER,
  { href: "/app/movies", label: "Movies", icon: Clapperboard },
  { href: "/app/shows", label: "Shows", icon: Tv },
  { href: "/app/games", label: "Games", icon: Gamepad },
  { href: "/app/collections", label: "Collections", icon: Layers },
];

export const YOURS: readonly Place[] = [WATCH_LATER, LIBRARY, DOWNLOADS];

export const SETTINGS: Place = { href: "/app/settings", label: "Settings", icon: Settings };

/** The tab bar on phones has room for five. */
export const TABS: readonly Place[] = [HOME, DISCOVER, WATCH_LATER, LIBRARY, DOWNLOADS];

/** Whether a path is this destination or below it. */
export function isHere(place: Place, pathname: string): boolean {
  return pathname === place.href || pathname.startsWith(`${place.href}/`);
}
