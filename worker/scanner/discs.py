"""
Folders with the content of a disc: Blu-ray (`BDMV/STREAM/00800.m2ts`) and DVD (`VTS_01_1.VOB`).

The film is the largest stream of a Blu-ray, or the parts of the largest title set of a DVD; the
rest is menus, trailers and extras. Does not access the disk.
"""

from collections import defaultdict
from collections.abc import Iterable

from chalicelib.library.models.disc_paths import DVD_FILE, disc_of
from chalicelib.library.models.scans import ScannedFile


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
