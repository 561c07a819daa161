/**
 * The sections of the settings: the list beside the pages, and what the command palette finds.
 * A section is a line here and a route in `routes.tsx`.
 */
import Archive from "lucide-solid/icons/archive";
import ArrowDownToLine from "lucide-solid/icons/arrow-down-to-line";
import Captions from "lucide-solid/icons/captions";
import CirclePlay from "lucide-solid/icons/circle-play";
import CircleUser from "lucide-solid/icons/circle-user-round";
import KeyRound from "lucide-solid/icons/key-round";
import FileInput from "lucide-solid/icons/file-input";
import Folders from "lucide-solid/icons/folders";
import HeartPulse from "lucide-solid/icons/heart-pulse";
import Keyboard from "lucide-solid/icons/keyboard";
import MonitorSmartphone from "lucide-solid/icons/monitor-smartphone";
import Radio from "lucide-solid/icons/radio";
import SlidersVertical from "lucide-solid/icons/sliders-vertical";
import Sparkles from "lucide-solid/icons/sparkles";
import SunMoon from "lucide-solid/icons/sun-moon";
import Users from "lucide-solid/icons/users-round";
import type { Component } from "solid-js";

export type SectionGroup = "You" | "Everyone" | "Server";

/** A heading of a section that has an address of its own. */
interface SectionPart {
  /** The fragment of its address. */
  id: string;
  label: string;
  words: string;
}

export interface SettingsSection {
  /** The last part of its address, `/app/settings/<slug>`. */
  slug: string;
  label: string;
  /** One line below the label in the list on phones. */
  text: string;
  group: SectionGroup;
  icon: Component<{ class?: string; "aria-hidden"?: "true" }>;
  adminOnly: boolean;
  /** What a section is called where a member sees a part of it only. */
  forMembers?: Pick<SettingsSection, "label" | "text">;
  /** Synonyms for the search. */
  words: string;
  parts?: readonly SectionPart[];
}

export const SECTIONS: readonly SettingsSection[] = [
  {
    slug: "account",
    label: "Account",
    text: "Name, picture, password and devices",
    group: "You",
    icon: CircleUser,
    adminOnly: false,
    words: "profile name email sign out log out logout leave user",
    parts: [
      {
        id: "profile",
        label: "Profile",
        words: "name display name profile picture photo avatar email e-mail address",
      },
      { id: "password", label: "Password", words: "change password security" },
      {
        id: "devices",
        label: "Devices",
        words: "sessions signed in phone tablet television sign out everywhere revoke",
      },
      { id: "delete", label: "Delete your account", words: "remove close account" },
    ],
  },
  {
    slug: "appearance",
    label: "Appearance",
    text: "Dark, light, or as the system",
    group: "You",
    icon: SunMoon,
    adminOnly: false,
    words: "theme dark light mode colour color look",
  },
  {
    slug: "preferences",
    label: "Preferences",
    text: "Start page, language, country, spoilers",
    group: "You",
    icon: SlidersVertical,
    adminOnly: false,
    words:
      "start page home first language of titles translation synopsis country region location where to watch streaming providers certification age rating release dates spoilers hide blur seen watched watch later",
  },
  {
    slug: "playing",
    label: "Playing",
    text: "Next episode, and what counts as seen",
    group: "You",
    icon: CirclePlay,
    adminOnly: false,
    words:
      "player playback autoplay next episode countdown seconds still watching ask started finished watched percent threshold credits",
  },
  {
    slug: "languages",
    label: "Languages and subtitles",
    text: "Audio and subtitle languages, and how subtitles look",
    group: "You",
    icon: Captions,
    adminOnly: false,
    words:
      "language audio track dubbed original subtitles captions cc sdh hearing impaired deaf forced foreign size font color colour background position",
    parts: [
      { id: "audio", label: "Audio languages", words: "dubbed original voice track sound" },
      { id: "subtitles", label: "Subtitles", words: "captions cc sdh forced foreign always off" },
      {
        id: "look",
        label: "How subtitles look",
        words: "size font color colour background position appearance",
      },
    ],
  },
  {
    slug: "devices",
    label: "Your devices",
    text: "Where you play, and what each can play",
    group: "You",
    icon: MonitorSmartphone,
    adminOnly: false,
    words: "devices browser phone tablet television codecs hevc av1 hdr direct play convert",
  },
  {
    slug: "keyboard",
    label: "Keyboard shortcuts",
    text: "Keys that work on every page",
    group: "You",
    icon: Keyboard,
    adminOnly: false,
    words: "keys hotkeys shortcuts help",
  },
  {
    slug: "import",
    label: "Import",
    text: "Your history from other services",
    group: "You",
    icon: FileInput,
    adminOnly: false,
    words:
      "import history trakt letterboxd imdb tv time simkl yamtrack myanimelist mal netflix steam csv zip upload move watched ratings watchlist",
  },
  {
    slug: "scrobbling",
    label: "Other players",
    text: "Plays from Plex, Jellyfin, Emby and Kodi",
    group: "You",
    icon: Radio,
    adminOnly: false,
    words: "scrobble scrobbling webhook plex jellyfin emby kodi trakt address sync report",
  },
  {
    slug: "data",
    label: "Your data",
    text: "Take everything along",
    group: "You",
    icon: Archive,
    adminOnly: false,
    words: "data privacy download archive zip csv json move",
    parts: [{ id: "export", label: "Export", words: "backup letterboxd take out json csv zip" }],
  },
  {
    slug: "people",
    label: "People",
    text: "Who may sign in here, and what they may do",
    group: "Everyone",
    icon: Users,
    adminOnly: true,
    words: "users accounts members family household role roles rights permissions administrators",
    parts: [
      {
        id: "invite",
        label: "Invite someone",
        words: "invitation add user new account member link share family friend",
      },
    ],
  },
  {
    slug: "library",
    label: "Library folders",
    text: "Where your films are, and scanning",
    group: "Everyone",
    icon: Folders,
    adminOnly: true,
    words:
      "library folder add scan rescan disk drive nas path media films files where storage missing deleted forget",
    parts: [
      {
        id: "recycle-folder",
        label: "Keep deleted files",
        words: "trash recycle removed files days restore",
      },
    ],
  },
  {
    slug: "sources",
    label: "Sources and keys",
    text: "Where titles, pictures and ratings come from",
    group: "Everyone",
    icon: KeyRound,
    adminOnly: true,
    words:
      "metadata tmdb omdb tvdb igdb twitch jikan opensubtitles subtitles anime imdb providers api key keys token import ratings posters artwork refresh discover",
    parts: [
      {
        id: "subtitles",
        label: "Find subtitles for new files",
        words: "automatic subtitles search download opensubtitles",
      },
    ],
  },
  {
    slug: "metadata",
    label: "Metadata",
    text: "What is described, and what could not be",
    group: "Everyone",
    icon: Sparkles,
    adminOnly: true,
    words:
      "metadata enrichment coverage queue unmatched not found failed retry pause resume match by hand tmdb igdb omdb sources",
  },
  {
    slug: "downloads",
    label: "Downloads",
    text: "Speed, schedule, disk and network",
    group: "Everyone",
    icon: ArrowDownToLine,
    adminOnly: true,
    words: "torrent torrents speed",
    parts: [
      {
        id: "limits",
        label: "Speed limits",
        words:
          "download folder where free space path test download limit upload limit bandwidth throttle active downloads at once at the same time give back at most",
      },
      {
        id: "schedule",
        label: "Schedule",
        words: "alternative speed limits timetable hours days night bandwidth time zone",
      },
      {
        id: "storage",
        label: "Storage",
        words: "disk minimum free space watch folder always leave free",
      },
      {
        id: "seeding",
        label: "Seeding limits",
        words: "ratio limit seeding time share upload giving back give back as often as",
      },
      { id: "categories", label: "Categories", words: "labels download folder path" },
      {
        id: "user-limits",
        label: "User limits",
        words: "quota quotas people each person per user monthly volume",
      },
      {
        id: "network",
        label: "Network",
        words:
          "vpn interface tun0 port test forwarding encryption dns proxy socks5 dht lsd upnp nat-pmp local peer discovery peers router name servers",
      },
    ],
  },
  {
    slug: "about",
    label: "Health and about",
    text: "Versions, licences, and how each part is",
    forMembers: { label: "About", text: "Versions and licences" },
    group: "Server",
    icon: HeartPulse,
    adminOnly: false,
    words:
      "version update licence license open source status server health system information database cache worker disk log",
  },
];

export const sectionPath = (slug: string) => `/app/settings/${slug}`;

/** The sections for a role. */
export function sectionsFor(role: "admin" | "user" | undefined): readonly SettingsSection[] {
  if (role === "admin") return SECTIONS;
  return SECTIONS.filter((section) => !section.adminOnly).map((section) => ({
    ...section,
    ...section.forMembers,
  }));
}
