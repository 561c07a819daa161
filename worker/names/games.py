"""
Reads the name of a game's file or folder: installers, ROM sets, disc images, scene releases.

Release names of videos follow other rules (seasons, codecs), so this is a reader of its own.
"""

import re
from dataclasses import dataclass

#: Suffixes of files that are a game by themselves.
INSTALLERS = frozenset({"exe", "msi", "appimage", "dmg", "pkg", "apk", "sh", "run", "jar"})
ARCHIVES = frozenset({"zip", "7z", "rar"})
DISCS = frozenset({"iso", "chd", "cue", "cso", "rvz", "gcm", "nrg", "mdf", "pbp", "wad"})
#: Suffixes that one platform has, with IGDB's name of it.
CARTRIDGES = {
    "nes": "Nintendo Entertainment System",
    "fds": "Nintendo Entertainment System",
    "sfc": "Super Nintendo Entertainment System",
    "smc": "Super Nintendo Entertainment System",
    "gb": "Game Boy",
    "gbc": "Game Boy Color",
    "gba": "Game Boy Advance",
    "nds": "Nintendo DS",
    "3ds": "Nintendo 3DS",
    "cia": "Nintendo 3DS",
    "n64": "Nintendo 64",
    "z64": "Nintendo 64",
    "v64": "Nintendo 64",
    "wbfs": "Wii",
    "xci": "Nintendo Switch",
    "nsp": "Nintendo Switch",
    "gen": "Sega Mega Drive/Genesis",
    "smd": "Sega Mega Drive/Genesis",
    "sms": "Sega Master System/Mark III",
    "gg": "Sega Game Gear",
    "gdi": "Dreamcast",
    "pce": "TurboGrafx-16/PC Engine",
    "ngp": "Neo Geo Pocket",
    "ngc": "Neo Geo Pocket Color",
    "ws": "WonderSwan",
    "wsc": "WonderSwan Color",
    "lnx": "Atari Lynx",
    "a26": "Atari 2600",
    "a78": "Atari 7800",
    "vpk": "PlayStation Vita",
    "d64": "Commodore C64/128/MAX",
    "t64": "Commodore C64/128/MAX",
    "adf": "Amiga",
}
SUFFIXES = INSTALLERS | ARCHIVES | DISCS | CARTRIDGES.keys()

MAX_NAME = 255  # of a file system; the patterns below take quadratic time
#: Parts of an archive after the first: the first one stands for all of them.
LATER_PART = re.compile(r"\.part0*(?:[2-9]|[1-9]\d+)\.rar$", re.IGNORECASE)

SUFFIX = re.compile(r"\.part0*1\.rar$|\.[^.]+$", re.IGNORECASE)

BRACKETED = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]|\{([^{}]*)\}")
YEAR = re.compile(r"(?:19[5-9]|20\d)\d")
VERSION = re.compile(
    r"""
    [\s_-]+ (?: v(?:er(?:sion)?)?\.?\s*\d+(?:[._]\d+)*[a-z]?\b | \d+\.\d+(?:\.\d+)*[a-z]?\b
        | (?:build|patch|update|rev)[\s_.]*v?\d[\d._]* | r\d{2,}\b ) .* $
    """,
    re.IGNORECASE | re.VERBOSE,
)
GOG_INSTALLER = re.compile(r"^setup_(?=[^_])", re.IGNORECASE)
SCENE_GROUP = re.compile(
    r"-(?:CODEX|RELOADED|SKIDROW|PLAZA|RUNE|EMPRESS|RAZOR1911|FLT|TENOKE|HOODLUM|CPY|TiNYiSO"
    r"|DARKSiDERS|SiMPLEX|PROPHET|DOGE|FitGirl|DODI|VENOM|SUXXORS|NSW|BigBlueBox|DUPLEX)$",
    re.IGNORECASE,
)
#: Words at the end that say how a game was packed or for which system, not what it is.
PACKING = re.compile(
    r"""
    [\s._-]+ (?: gog | drm[\s._-]?free | portable | repack | setup | installer | win(?:dows)?
        | win(?:32|64) | linux | macos | osx | mac | amd64 | x86(?:_64)? | x64 | 32bit | 64bit
        | multi\d+ | nsw | ps[1-5] | xbox360 | incl(?:uding)?[\s._-](?:all[\s._-])?dlcs? ) $
    """,
    re.IGNORECASE | re.VERBOSE,
)
#: `Legend of Zelda, The`: ROM sets put the article last, also before a subtitle.
LATE_ARTICLE = re.compile(r"^(?P<name>[^,]+), (?P<article>The|A|An)(?P<rest>\s+-\s+.*)?$")


@dataclass(frozen=True, slots=True)
class GameName:
    """What the name of a game says; `title` is empty when it says nothing."""

    title: str
    year: int | None = None
    platform: str | None = None  # IGDB's name of the only platform with this suffix


def is_game_file(name: str) -> bool:
    """Whether a file is a game by its suffix. Pieces of another file (`.bin`, `.r01`) are not."""
    stem, dot, suffix = name.rpartition(".")
    return bool(stem and dot) and suffix.lower() in SUFFIXES and not LATER_PART.search(name)


def is_program(name: str) -> bool:
    """Whether a file is run or installed by a computer, by its suffix."""
    return name.rpartition(".")[2].lower() in INSTALLERS


def stem_of_game(name: str) -> str:
    """The name of a game's file as the pieces of its disc or archive have it."""
    return SUFFIX.sub("", name)


def read_game(name: str, *, is_folder: bool) -> GameName:
    """Read one name, without its path. A folder's name has no suffix, also where it contains dots."""
    text = name[:MAX_NAME]
    suffix = "" if is_folder else text.rpartition(".")[2].lower()
    if not is_folder:
        text = stem_of_game(text)
    tags = [next(filter(None, found), "") for found in BRACKETED.findall(text)]
    year = next((int(tag) for tag in tags if YEAR.fullmatch(tag.strip())), None)
    text = BRACKETED.sub(" ", text).strip()
    text = SCENE_GROUP.sub("", _without_packing(text))
    is_installer = GOG_INSTALLER.match(text) is not None
    text = GOG_INSTALLER.sub("", text)
    if is_installer or " " not in text:
        text = _spaced(text)
    text = _without_packing(VERSION.sub("", _without_packing(text)))
    moved = LATE_ARTICLE.match(text)
    if moved:
        text = f"{moved['article']} {moved['name']}{moved['rest'] or ''}"
    if year is None:
        text, year = _year_at_the_end(text)
    return GameName(" ".join(text.split()).strip(" -_."), year, CARTRIDGES.get(suffix))


def _spaced(text: str) -> str:
    """`Hollow.Knight.v1.5.78` in words; dots between digits belong to a version."""
    return re.sub(r"_|(?<!\d)\.|\.(?!\d)", " ", text)


def _without_packing(text: str) -> str:
    while (shorter := PACKING.sub("", text.rstrip(" -_."))) != text:
        text = shorter
    return text


def _year_at_the_end(text: str) -> tuple[str, int | None]:
    """`Doom 2016`; a title that is only a number stays whole, as does one like `Cyberpunk 2077`."""
    name, _, last = text.rpartition(" ")
    if name and YEAR.fullmatch(last) and int(last) in range(1970, 2036):
        return text, int(last)
    return text, None
