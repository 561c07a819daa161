"""
The platforms of games: IGDB's names, and what people, emulators and ROM sets call their folders.

A name is compared without case and punctuation, and without its maker before a dash
(`Nintendo - Game Boy`).
"""

import re
from collections.abc import Iterable

#: IGDB's name of a platform, and other names of it. Regional editions are the same platform.
PLATFORMS: dict[str, tuple[str, ...]] = {
    "PC (Microsoft Windows)": ("PC", "Windows", "Windows PC", "Microsoft Windows"),
    "DOS": ("MS-DOS", "PC DOS", "DOSBox"),
    "Linux": ("GNU/Linux",),
    "Mac": ("macOS", "Mac OS", "OS X", "Mac OS X", "Macintosh", "Apple Macintosh"),
    "Android": (),
    "Arcade": ("MAME", "FinalBurn Neo", "FBNeo", "CPS1", "CPS2", "CPS3"),
    "ScummVM": (),
    "Nintendo Entertainment System": (
        *("NES", "Famicom", "Family Computer", "Nintendo Entertainment System (NES)"),
        *("Family Computer Disk System", "Famicom Disk System", "FDS"),
    ),
    "Super Nintendo Entertainment System": (
        *("SNES", "Super Nintendo", "Super NES", "Super Famicom", "SFC", "Satellaview"),
        "Super Nintendo Entertainment System (SNES)",
    ),
    "Nintendo 64": ("N64", "Nintendo 64DD", "N64DD"),
    "Nintendo GameCube": ("GameCube", "GC", "NGC", "GCN"),
    "Wii": ("Nintendo Wii", "WiiWare"),
    "Wii U": ("Nintendo Wii U",),
    "Nintendo Switch": ("Switch", "NSW"),
    "Nintendo Switch 2": ("Switch 2",),
    "Game Boy": ("GB", "Nintendo Game Boy", "Gameboy"),
    "Game Boy Color": ("GBC", "Gameboy Color", "Game Boy Colour"),
    "Game Boy Advance": ("GBA", "Gameboy Advance"),
    "Nintendo DS": ("NDS", "DS", "Nintendo DSi", "DSi"),
    "Nintendo 3DS": ("3DS", "N3DS", "New Nintendo 3DS"),
    "Virtual Boy": (),
    "Pokémon mini": ("Pokemon Mini",),
    "PlayStation": ("PS", "PS1", "PSX", "PSOne", "PlayStation 1", "Sony PlayStation"),
    "PlayStation 2": ("PS2", "Sony PlayStation 2"),
    "PlayStation 3": ("PS3", "Sony PlayStation 3"),
    "PlayStation 4": ("PS4", "Sony PlayStation 4"),
    "PlayStation 5": ("PS5", "Sony PlayStation 5"),
    "PlayStation Portable": ("PSP", "Sony PSP"),
    "PlayStation Vita": ("PS Vita", "PSV", "Vita"),
    "Xbox": ("Microsoft Xbox", "Xbox Classic", "Original Xbox"),
    "Xbox 360": ("X360", "Microsoft Xbox 360", "XBLA"),
    "Xbox One": ("XB1", "XBOne"),
    "Xbox Series X|S": ("Xbox Series", "Xbox Series X", "Xbox Series S"),
    "Sega Master System/Mark III": ("Master System", "Sega Master System", "SMS", "Mark III"),
    "Sega Mega Drive/Genesis": (
        *("Mega Drive", "Genesis", "Sega Genesis", "Sega Mega Drive"),
        "Mega Drive - Genesis",
    ),
    "Sega CD": ("Mega CD", "Sega Mega-CD", "Mega-CD - Sega CD"),
    "Sega 32X": ("32X",),
    "Sega Saturn": ("Saturn",),
    "Dreamcast": ("Sega Dreamcast",),
    "Sega Game Gear": ("Game Gear", "GG"),
    "SG-1000": ("Sega SG-1000",),
    "Atari 2600": ("A2600", "VCS"),
    "Atari 5200": ("A5200",),
    "Atari 7800": ("A7800", "Atari 7800 ProSystem"),
    "Atari Jaguar": ("Jaguar",),
    "Atari Lynx": ("Lynx",),
    "Atari ST/STE": ("Atari ST",),
    "Atari 8-bit": ("Atari 800", "Atari XL", "Atari XE"),
    "TurboGrafx-16/PC Engine": ("TurboGrafx-16", "TurboGrafx", "TG16", "PC Engine", "PCE"),
    "Turbografx-16/PC Engine CD": ("TurboGrafx-CD", "PC Engine CD", "PCECD", "TGCD"),
    "PC-FX": (),
    "Neo Geo AES": ("Neo Geo", "NeoGeo", "Neo Geo MVS"),
    "Neo Geo CD": (),
    "Neo Geo Pocket": ("NGP",),
    "Neo Geo Pocket Color": ("NGPC",),
    "WonderSwan": (),
    "WonderSwan Color": ("WSC",),
    "Commodore C64/128/MAX": ("Commodore 64", "C64", "Commodore 128", "C128"),
    "Commodore VIC-20": ("VIC-20",),
    "Amiga": ("Commodore Amiga", "Amiga 500", "Amiga 1200"),
    "Amiga CD32": ("CD32",),
    "ZX Spectrum": ("Sinclair ZX Spectrum", "Spectrum"),
    "Amstrad CPC": (),
    "MSX": ("MSX1",),
    "MSX2": ("MSX2+",),
    "Apple II": ("Apple ][", "Apple 2"),
    "BBC Microcomputer System": ("BBC Micro",),
    "ColecoVision": ("Coleco",),
    "Intellivision": (),
    "Vectrex": (),
    "3DO Interactive Multiplayer": ("3DO",),
    "Sharp X68000": ("X68000",),
    "PC-98": ("NEC PC-98", "PC-9800 Series"),
}
MAKER = re.compile(
    r"^(?:Nintendo|Sony|Sega|Microsoft|Atari|NEC|SNK|Bandai|Commodore|Sinclair|Apple|GCE|Mattel)\s+-\s+",
    re.IGNORECASE,
)
#: What a platform plays beside its own games.
PLAYS: dict[str, tuple[str, ...]] = {
    "PC (Microsoft Windows)": ("DOS",),
    "Game Boy Color": ("Game Boy",),
    "Neo Geo AES": ("Arcade",),
    "Arcade": ("Neo Geo AES",),
    "Neo Geo Pocket Color": ("Neo Geo Pocket",),
    "WonderSwan Color": ("WonderSwan",),
    "MSX2": ("MSX",),
    "Nintendo Switch 2": ("Nintendo Switch",),
    "PlayStation 5": ("PlayStation 4",),
    "Xbox Series X|S": ("Xbox One",),
}


#: Their games are programs.
COMPUTERS = frozenset({"PC (Microsoft Windows)", "DOS", "Linux", "Mac", "Android"})


def platform_of(name: str) -> str | None:
    """IGDB's name of the platform that `name` is; None for any other name."""
    return _NAMES.get(_squeezed(name)) or _NAMES.get(_squeezed(MAKER.sub("", name)))


def plays_any(platform: str, released_for: Iterable[str]) -> bool:
    """Whether a game with these releases runs on a platform."""
    theirs = {platform_of(name) or name for name in released_for}
    return not theirs.isdisjoint((platform, *PLAYS.get(platform, ())))


def _squeezed(name: str) -> str:
    return re.sub(r"[\W_]+", "", name.casefold())


_NAMES = {
    _squeezed(name): platform
    for platform, others in PLATFORMS.items()
    for name in (platform, *others)
}
