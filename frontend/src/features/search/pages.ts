import type { Navigator } from "@solidjs/router";
import { signOut } from "../../api/accounts";
import { setTheme, shownTheme } from "../../lib/theme";
import { orToast } from "../../ui/toast";
import type { Entry } from "./entries";

const PAGES: readonly [href: string, label: string, words: string][] = [
  ["/app/dashboard", "Home", "dashboard tonight start"],
  ["/app/discover", "Discover", "trending new explore"],
  ["/app/movies", "Movies", "films"],
  ["/app/shows", "Shows", "series tv"],
  ["/app/games", "Games", "play backlog"],
  ["/app/watch-later", "Watch later", "list saved bookmarks"],
  ["/app/watched", "Seen", "watched history finished"],
  ["/app/library", "Library", "files shelf own"],
  ["/app/library/review", "Review unmatched files", "match library unknown"],
  ["/app/downloads", "Downloads", "arriving torrents magnets"],
  ["/app/settings", "Settings", "theme account preferences"],
];

/** Every page and action, for whoever is looking for a word. */
export function placesAndActions(navigate: Navigator): Entry[] {
  const other = shownTheme() === "dark" ? "light" : "dark";
  return [
    ...PAGES.map(([href, label, words]): Entry => ({
      id: href,
      label,
      note: "Page",
      words,
      run: () => navigate(href),
    })),
    {
      id: "theme",
      label: `Use the ${other} theme`,
      note: "Action",
      words: "dark light appearance colour",
      run: () => setTheme(other),
    },
    {
      id: "sign-out",
      label: "Sign out",
      note: "Action",
      words: "log out leave account",
      run: () => void orToast(signOut()),
    },
  ];
}
