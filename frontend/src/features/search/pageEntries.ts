import type { Navigator } from "@solidjs/router";
import ArrowDownToLine from "lucide-solid/icons/arrow-down-to-line";
import Bookmark from "lucide-solid/icons/bookmark";
import Check from "lucide-solid/icons/check";
import Clapperboard from "lucide-solid/icons/clapperboard";
import Compass from "lucide-solid/icons/compass";
import FileQuestion from "lucide-solid/icons/file-question-mark";
import Gamepad from "lucide-solid/icons/gamepad-2";
import House from "lucide-solid/icons/house";
import Layers from "lucide-solid/icons/layers";
import Library from "lucide-solid/icons/library";
import LogOut from "lucide-solid/icons/log-out";
import Settings from "lucide-solid/icons/settings-2";
import SunMoon from "lucide-solid/icons/sun-moon";
import Tv from "lucide-solid/icons/tv";
import { signOut } from "../../api/accounts";
import { setTheme, shownTheme } from "../../lib/theme";
import { toastOnError } from "../../ui/toast";
import type { Entry } from "./entries";

type Page = readonly [href: string, label: string, words: string, icon: Entry["icon"]];

const PAGES: readonly Page[] = [
  ["/app/dashboard", "Home", "dashboard tonight start", House],
  ["/app/discover", "Discover", "trending new explore", Compass],
  ["/app/movies", "Movies", "films", Clapperboard],
  ["/app/shows", "Shows", "series tv", Tv],
  ["/app/games", "Games", "backlog", Gamepad],
  ["/app/collections", "Collections", "lists shelves", Layers],
  ["/app/watch-later", "Watch later", "list saved bookmarks", Bookmark],
  ["/app/watched", "Seen", "watched history finished", Check],
  ["/app/library", "Library", "files shelf own", Library],
  ["/app/library/review", "Review unmatched files", "match library unknown", FileQuestion],
  ["/app/downloads", "Downloads", "arriving torrents magnets", ArrowDownToLine],
  ["/app/settings", "Settings", "theme account preferences keys", Settings],
];

/** Every page and action, for whoever is looking for a word. */
export function pagesAndActions(navigate: Navigator): Entry[] {
  const other = shownTheme() === "dark" ? "light" : "dark";
  return [
    ...PAGES.map(([href, label, words, icon]): Entry => ({
      id: href,
      label,
      note: "Page",
      icon,
      synonyms: words,
      run: () => navigate(href),
    })),
    {
      id: "theme",
      label: `Use the ${other} theme`,
      note: "Action",
      icon: SunMoon,
      synonyms: "dark light appearance colour",
      run: () => setTheme(other),
    },
    {
      id: "sign-out",
      label: "Sign out",
      note: "Action",
      icon: LogOut,
      synonyms: "log out leave account",
      run: () => void toastOnError(signOut()),
    },
  ];
}
