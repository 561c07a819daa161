import type { Navigator } from "@solidjs/router";
import ArrowDownToLine from "lucide-solid/icons/arrow-down-to-line";
import Bookmark from "lucide-solid/icons/bookmark";
import CalendarDays from "lucide-solid/icons/calendar-days";
import ChartColumn from "lucide-solid/icons/chart-no-axes-column";
import Check from "lucide-solid/icons/check";
import Clapperboard from "lucide-solid/icons/clapperboard";
import Compass from "lucide-solid/icons/compass";
import Eye from "lucide-solid/icons/eye";
import EyeOff from "lucide-solid/icons/eye-off";
import FileQuestion from "lucide-solid/icons/file-question-mark";
import Gamepad from "lucide-solid/icons/gamepad-2";
import Heart from "lucide-solid/icons/heart";
import House from "lucide-solid/icons/house";
import Inbox from "lucide-solid/icons/inbox";
import Layers from "lucide-solid/icons/layers";
import Library from "lucide-solid/icons/library";
import LogOut from "lucide-solid/icons/log-out";
import Plus from "lucide-solid/icons/plus";
import RefreshCw from "lucide-solid/icons/refresh-cw";
import Settings from "lucide-solid/icons/settings-2";
import Copy from "lucide-solid/icons/copy";
import HardDrive from "lucide-solid/icons/hard-drive";
import Moon from "lucide-solid/icons/moon";
import Sparkles from "lucide-solid/icons/sparkles";
import SunMoon from "lucide-solid/icons/sun-moon";
import SlidersVertical from "lucide-solid/icons/sliders-vertical";
import Tags from "lucide-solid/icons/tags";
import Trash from "lucide-solid/icons/trash";
import Tv from "lucide-solid/icons/tv";
import { signOut } from "../../api/accounts";
import { rescanLibrary } from "../../api/library";
import { may, user } from "../../api/signedInUser";
import type { Right } from "../../api/types";
import { setTheme, shownTheme } from "../../lib/theme";
import { sectionPath, sectionsFor } from "../../shared/settings/settingsSections";
import { changePreferences, preferencesQuery } from "../../shared/preferences";
import { toast, toastOnError } from "../../ui/toast";
import type { Entry } from "./paletteEntries";

type PageEntry = readonly [
  href: string,
  label: string,
  synonyms: string,
  icon: Entry["icon"],
  /** What a person may do to be offered the page. */
  needs?: Right,
];

const PAGES: readonly PageEntry[] = [
  ["/app/dashboard", "Home", "dashboard start", House],
  ["/app/discover", "Discover", "trending new explore", Compass],
  ["/app/recommendations", "For you", "recommendations suggestions recommended", Sparkles],
  ["/app/recommendations/tonight", "Tonight", "what to watch together suggestions pick sofa", Moon],
  ["/app/recommendations/taste", "Your taste", "recommendations profile why genres", Sparkles],
  [
    "/app/calendar",
    "Calendar",
    "releases upcoming when airs new episodes week month dates",
    CalendarDays,
  ],
  ["/app/movies", "Movies", "films", Clapperboard],
  ["/app/shows", "Shows", "series tv", Tv],
  ["/app/movies/mine", "Your movies", "mine own to watch seen planned dropped", Clapperboard],
  ["/app/shows/mine", "Your shows", "mine own behind new today binge caught up on hold", Tv],
  [
    "/app/games",
    "Games",
    "backlog wishlist playing paused completed dropped shelves playthroughs",
    Gamepad,
  ],
  ["/app/games/all", "All games", "browse catalogue platforms", Gamepad],
  ["/app/collections", "Collections", "lists shelves", Layers],
  ["/app/watch-later", "Watch later", "list saved bookmarks watchlist my list queue", Bookmark],
  ["/app/wanted", "Wanted", "wishlist missing episodes get want", Inbox],
  ["/app/following", "Following", "follow followed shows people new episodes mute unfollow", Eye],
  ["/app/favorites", "Favorites", "liked loved hearts best", Heart],
  ["/app/tags", "Tags", "labels own tagged", Tags],
  ["/app/watched", "Seen", "watched history diary finished viewed already seen", Check],
  [
    "/app/dashboard?edit=1",
    "Edit home",
    "arrange order hide parts widgets rows dashboard layout",
    SlidersVertical,
  ],
  ["/app/stats", "Your year", "stats statistics hours year in review recap wrapped", ChartColumn],
  [
    "/app/library",
    "Library",
    "files shelf own rescan scan ignored left out folders disk media",
    Library,
  ],
  [
    "/app/library/review",
    "Unmatched files",
    "review match library unknown needs a name identify",
    FileQuestion,
    "match",
  ],
  ["/app/library/storage", "Storage", "disk space free up full size library largest", HardDrive],
  [
    "/app/library/duplicates",
    "Duplicates",
    "double copies versions library free up space",
    Copy,
    "match",
  ],
  [
    "/app/library/recycle-folder",
    "Recycle folder",
    "deleted files trash bin restore undelete",
    Trash,
    "delete",
  ],
  [
    "/app/downloads",
    "Downloads",
    "torrents magnets queue seeding peers trackers arriving coming in on the way giving back",
    ArrowDownToLine,
  ],
  ["/app/settings", "Settings", "preferences options", Settings],
];

const isAllowed = ([, , , , needs]: PageEntry) => needs === undefined || may(needs);

const addDownload = (navigate: Navigator): Entry => ({
  id: "add-download",
  label: "Add a download",
  note: "Action",
  icon: Plus,
  synonyms: "add new download magnet torrent link url address get fetch upload torrent file",
  run: () => navigate("/app/downloads"),
});

const RESCAN: Entry = {
  id: "rescan",
  label: "Rescan the library",
  note: "Action",
  icon: RefreshCw,
  synonyms: "scan look again find new files refresh update import",
  run: () =>
    void toastOnError(rescanLibrary().then(() => toast({ text: "The library is being scanned." }))),
};

/** Every page, settings group and action the user may open. */
export function pagesAndActions(navigate: Navigator): Entry[] {
  const other = shownTheme() === "dark" ? "light" : "dark";
  const settings = sectionsFor(user()?.role).flatMap(({ slug, label, words, icon, parts }) => [
    [sectionPath(slug), label, `settings ${words}`, icon] as PageEntry,
    ...(parts ?? []).map((part): PageEntry => [
      `${sectionPath(slug)}#${part.id}`,
      part.label,
      `settings ${part.words}`,
      icon,
    ]),
  ]);
  return [
    ...[...PAGES, ...settings].filter(isAllowed).map(([href, label, synonyms, icon]): Entry => ({
      id: href,
      label,
      note: href.startsWith("/app/settings") ? "Settings" : "Page",
      icon,
      synonyms,
      run: () => navigate(href),
    })),
    ...(may("download") ? [addDownload(navigate)] : []),
    ...(may("rescan") ? [RESCAN] : []),
    {
      id: "hide-seen",
      label: "Hide or show what I have seen",
      note: "Action",
      icon: EyeOff,
      synonyms: "seen watched filter lists discover",
      run: () => void toggle("hidesSeen", "What you have seen is"),
    },
    {
      id: "hide-spoilers",
      label: "Hide or show spoilers",
      note: "Action",
      icon: EyeOff,
      synonyms: "spoilers episodes names pictures unseen",
      run: () => void toggle("hidesSpoilers", "Spoilers are"),
    },
    {
      id: "theme",
      label: `Use the ${other} theme`,
      note: "Action",
      icon: SunMoon,
      synonyms: "dark light mode theme appearance colour color",
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

/** Switch a preference of the person, and say how it is now. */
async function toggle(name: "hidesSeen" | "hidesSpoilers", what: string): Promise<void> {
  const now = await toastOnError(preferencesQuery());
  if (!now) return;
  await changePreferences({ [name]: !now[name] });
  toast({ text: `${what} ${now[name] ? "shown" : "hidden"}` });
}
