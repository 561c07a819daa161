"""Which names in a folder are worth a look. Pure: nothing here touches the disk."""

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet

VIDEO_SUFFIXES = frozenset(
    {"mkv", "mp4", "m4v", "webm", "mov", "avi", "ts", "m2ts", "mpg", "mpeg", "ogv", "wmv", "flv"}
)

#: What programs append to the name of a file they have not finished.
UNFINISHED_SUFFIXES = ("part", "!qb", "aria2", "crdownload", "tmp", "lock", "lck", "partial")

SAMPLE_AT_MOST_BYTES = 300 * 2**20  # a film called "Sample" is bigger
SAMPLE = re.compile(r"(?:^sample(?:[._-]|$))|(?:[._-]sample$)", re.IGNORECASE)

#: Folders that media managers and systems keep for themselves.
FOREIGN_FOLDERS = frozenset({"lost+found", "@eadir", "$recycle.bin", "system volume information"})


def is_hidden(name: str) -> bool:
    return name.startswith(".") or name.lower() in FOREIGN_FOLDERS


def is_video(name: str) -> bool:
    stem, dot, suffix = name.rpartition(".")
    return bool(stem and dot) and suffix.lower() in VIDEO_SUFFIXES


def is_unfinished(name: str, siblings: AbstractSet[str]) -> bool:
    """Somebody is still writing it: a name beside it, in lower case, says so."""
    return any(sibling.lower() in siblings for sibling in unfinished_names(name))


def unfinished_names(name: str) -> Iterator[str]:
    """What may lie beside a file as long as it is written."""
    return (f"{name}.{suffix}" for suffix in UNFINISHED_SUFFIXES)


def is_sample(name: str, folder: str, size_bytes: int) -> bool:
    """The taste of a release that scene groups add, in `folder` or by name."""
    stem = name.rpartition(".")[0]
    return size_bytes <= SAMPLE_AT_MOST_BYTES and (
        SAMPLE.search(stem) is not None or folder.lower() in ("sample", "samples")
    )
