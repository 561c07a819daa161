/** The links of the navigation, in order. */
import ArrowDownToLine from "lucide-solid/icons/arrow-down-to-line";
import Bookmark from "lucide-solid/icons/bookmark";
import CalendarDays from "lucide-solid/icons/calendar-days";
import ChartColumn from "lucide-solid/icons/chart-no-axes-column";
import CircleCheck from "lucide-solid/icons/circle-check";
import Clapperboard from "lucide-solid/icons/clapperboard";
import Compass from "lucide-solid/icons/compass";
import Gamepad from "lucide-solid/icons/gamepad-2";
import Heart from "lucide-solid/icons/heart";
import House from "lucide-solid/icons/house";
import Layers from "lucide-solid/icons/layers";
import Library from "lucide-solid/icons/library";
import Settings from "lucide-solid/icons/settings-2";
import Sparkles from "lucide-solid/icons/sparkles";
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
  /** Further pages that belong to it. */
  also?: readonly string[];
}

const HOME: Place = { href: "/app/dashboard", label: "Home", icon: House };
export const DISCOVER: Place = { href: "/app/discover", label: "Discover", icon: Compass };
const FOR_YOU: Place = { href: "/app/recommendations", label: "For you", icon: Sparkles };
const CALENDAR: Place = { href: "/app/calendar", label: "Calendar", icon: CalendarDays };
const SEEN: Place = { href: "/app/watched", label: "Seen", icon: CircleCheck };
const LIBRARY: Place = { href: "/app/library", label: "Library", icon: Library, count: "library" };
const DOWNLOADS: Place = {
  href: "/app/downloads",
  label: "Downloads",
  icon: ArrowDownToLine,
  live: "activeDownloads",
};
/** Its pages are tabs of each other. */
const WATCHLIST: Place = {
  href: "/app/watch-later",
  label: "Watchlist",
  icon: Bookmark,
  count: "watchLater",
  also: ["/app/following", "/app/wanted"],
};
const FAVORITES: Place = { href: "/app/favorites", label: "Favorites", icon: Heart };
const YEAR: Place = { href: "/app/stats", label: "Your year", icon: ChartColumn };
const SETTINGS: Place = { href: "/app/settings", label: "Settings", icon: Settings };

/** The catalog by kind; on phones the first row of Discover. */
export const KINDS: readonly Place[] = [
  { href: "/app/movies", label: "Movies", icon: Clapperboard },
  { href: "/app/shows", label: "Shows", icon: Tv },
  { href: "/app/games", label: "Games", icon: Gamepad },
  { href: "/app/collections", label: "Collections", icon: Layers },
];

/** The groups of the sidebar; the last one stands at its foot. */
export const SIDEBAR: readonly (readonly Place[])[] = [
  [HOME, DISCOVER, FOR_YOU, CALENDAR],
  KINDS,
  [WATCHLIST, FAVORITES, SEEN, LIBRARY, DOWNLOADS, YEAR],
  [SETTINGS],
];

/** The tab bar on phones has room for four and More. */
export const TABS: readonly Place[] = [HOME, DISCOVER, SEEN, LIBRARY];

/** The destinations that are not in the tab bar. */
export const MORE: readonly (readonly Place[])[] = [
  [FOR_YOU, CALENDAR, WATCHLIST, FAVORITES, DOWNLOADS, YEAR],
  [SETTINGS],
];

/** The second pages of kinds: the user's own titles, and the catalogue of games. */
const KIND_VIEWS = ["/app/movies/mine", "/app/shows/mine", "/app/games/all"];

/** Whether a path is the page of a kind; a title's page is below one. */
export const isKindPage = (pathname: string) =>
  KIND_VIEWS.includes(pathname) || KINDS.some((place) => place.href === pathname);

/** Whether a path is this destination or below it. */
export function isHere(place: Place, pathname: string): boolean {
  return [place.href, ...(place.also ?? [])].some(
    (path) => pathname === path || pathname.startsWith(`${path}/`),
  );
}

/** The count beside the label; null without one. */
export function countOf(place: Place, counts: Counts | undefined): number | null {
  return (place.count && counts?.[place.count]) || null;
}

/** Whether its live dot shows. */
export function isLive(place: Place, counts: Counts | undefined): boolean {
  return place.live !== undefined && (counts?.[place.live] ?? 0) > 0;
}
