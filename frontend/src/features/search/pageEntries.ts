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
import { user } from "../../api/session";
import { setTheme, shownTheme } from "../../lib/theme";
import { toastOnError } from "../../ui/toast";
import type { Entry } from "./entries";

type PageEntry = readonly [href: string, label: string, synonyms: string, icon: Entry["icon"]];

const PAGES: readonly PageEntry[] = [
  ["/app/dashboard", "Home", "dashboard tonight start", House],
  ["/app/discover", "Discover", "trending new explore", Compass],
  ["/app/movies", "Movies", "films", Clapperboard],
  ["/app/shows", "Shows", "series tv", Tv],
  ["/app/games", "Games", "backlog", Gamepad],
  ["/app/collections", "Collections", "lists shelves", Layers],
  ["/app/watch-later", "Watch later", "list saved bookmarks watchlist", Bookmark],
  ["/app/watched", "Seen", "watched history finished", Check],
  ["/app/library", "Library", "files shelf own rescan scan ignored left out", Library],
  [
    "/app/library/review",
    "Unmatched files",
    "review match library unknown needs a name identify",
    FileQuestion,
  ],
  [
    "/app/downloads",
    "Downloads",
    "torrents magnets queue seeding peers trackers arriving coming in on the way giving back",
    ArrowDownToLine,
  ],
  ["/app/settings", "Settings", "theme account preferences keyboard shortcuts", Settings],
];

/** Groups of the download settings, by the id of their heading. Administrators only. */
const SETTINGS: readonly (readonly [id: string, label: string, synonyms: string])[] = [
  [
    "limits",
    "Speed limits",
    "download limit upload limit bandwidth throttle active downloads at once at the same time give back at most",
  ],
  [
    "schedule",
    "Schedule",
    "alternative speed limits timetable hours days night bandwidth time zone",
  ],
  [
    "seeding",
    "Seeding limits",
    "ratio limit seeding time share upload giving back give back as often as",
  ],
  ["categories", "Categories", "labels download folder path"],
  [
    "storage",
    "Storage",
    "disk minimum free space trash recycle deleted files watch folder always leave free keep removed files",
  ],
  ["user-limits", "User limits", "quota quotas people each person per user monthly volume"],
  [
    "network",
    "Network",
    "vpn interface port test forwarding encryption dns proxy socks5 dht lsd upnp nat-pmp local peer discovery peers router name servers",
  ],
  ["metadata", "Metadata", "tmdb imdb import providers api key refresh discover"],
];

/** Every page, settings group and action the user may open. */
export function pagesAndActions(navigate: Navigator): Entry[] {
  const other = shownTheme() === "dark" ? "light" : "dark";
  const settings =
    user()?.role === "admin"
      ? SETTINGS.map(([id, label, synonyms]): PageEntry => [
          `/app/settings#${id}`,
          label,
          `settings ${synonyms}`,
          Settings,
        ])
      : [];
  return [
    ...[...PAGES, ...settings].map(([href, label, synonyms, icon]): Entry => ({
      id: href,
      label,
      note: "Page",
      icon,
      synonyms,
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
