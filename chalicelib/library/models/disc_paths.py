"""Paths of files on a disc: Blu-ray (`BDMV/STREAM/00800.m2ts`) and DVD (`VTS_01_1.VOB`). No I/O."""

import re

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


def file_name_of(path: str) -> str:
    """The name of a file as people see it; the parts of a DVD are told apart by their own."""
    name = path.rpartition("/")[2]
    return name if DVD_FILE.fullmatch(name) else name_of(path).rpartition("/")[2]
