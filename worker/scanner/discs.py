"""
Folders with the content of a disc: Blu-ray (`BDMV/STREAM/00800.m2ts`) and DVD (`VTS_01_1.VOB`).

The film is the largest stream of a Blu-ray, or the parts of the largest title set of a DVD; the
rest is menus, trailers and extras. Does not access the disk.
"""

import re
from collections import defaultdict
from collections.abc import Iterable

from chalicelib.library.models.scans import ScannedFile

DISC_STREAMS = ("bdmv", "stream")
#: `.mts` is that of a camcorder, which has one for each scene.
BLURAY_SUFFIX = ".m2ts"
DVD_FOLDER = "video_ts"
DVD_FILE = re.compile(r"(?:video_ts|vts_(?P<title>\d\d)_(?P<part>\d))\.vob", re.IGNORECASE)


def disc_of(path: str) -> str | None:
    """The folder that is a disc, for a file of one."""
    folder, _, name = path.rpartition("/")
    if DVD_FILE.fullmatch(name):
        above, _, last = folder.rpartition("/")
        return above if last.lower() == DVD_FOLDER else folder
    if not name.lower().endswith(BLURAY_SUFFIX):
        return None
    parts = folder.rsplit("/", 2)
    return parts[0] if tuple(part.lower() for part in parts[1:]) == DISC_STREAMS else None


def name_of(path: str) -> str:
    """The path by which a file is known: that of a disc says nothing, the disc's folder does."""
    disc = disc_of(path)
    if not disc:
        return path
    return f"{disc}/{disc.rpartition('/')[2]}.{path.rpartition('.')[2]}"


def dvd_part(path: str) -> int | None:
    """The number of a part of a DVD's film."""
    match = DVD_FILE.fullmatch(path.rpartition("/")[2])
    return int(match["part"]) if match is not None and match["part"] else None


def menus_among(files: Iterable[ScannedFile]) -> set[str]:
    """The paths of those of one folder that are on a disc, and are not its film."""
    files = [file for file in files if disc_of(file.path) is not None]
    titles: dict[str, list[ScannedFile]] = defaultdict(list)
    for file in files:
        match = DVD_FILE.fullmatch(file.path.rpartition("/")[2])
        if match is None:
            titles[file.path].append(file)
        elif match["part"] not in (None, "0"):
            titles[match["title"]].append(file)
    film = max(titles.values(), key=lambda title: sum(one.size_bytes for one in title), default=[])
    return {file.path for file in files} - {file.path for file in film}
