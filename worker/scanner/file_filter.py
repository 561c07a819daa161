"""Decides which file names the scanner considers. Does not access the disk."""

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet

VIDEO_SUFFIXES = frozenset(
    {
        *("mkv", "mk3d", "mp4", "m4v", "3gp", "webm", "mov", "avi", "divx", "ts", "m2ts", "mts"),
        *("mpg", "mpeg", "vob", "ogv", "ogm", "wmv", "asf", "flv"),
    }
)

#: Suffixes that programs append while they write a file.
UNFINISHED_SUFFIXES = ("part", "!qb", "aria2", "crdownload", "tmp", "lock", "lck", "partial")
MARKS = tuple(f".{suffix}" for suffix in UNFINISHED_SUFFIXES)

MAX_SAMPLE_BYTES = 300 * 2**20  # a film called "Sample" is larger
SAMPLE = re.compile(r"(?:^sample(?:[._-]|$))|(?:[._-]sample$)", re.IGNORECASE)

#: System folders of operating systems and NAS devices.
SYSTEM_FOLDERS = frozenset({"lost+found", "@eadir", "$recycle.bin", "system volume information"})


def is_hidden(name: str) -> bool:
    return name.startswith(".") or name.lower() in SYSTEM_FOLDERS


def is_video(name: str) -> bool:
    stem, dot, suffix = name.rpartition(".")
    return bool(stem and dot) and suffix.lower() in VIDEO_SUFFIXES


def is_unfinished(name: str, siblings: AbstractSet[str]) -> bool:
    """Whether a sibling name (in lower case) marks the file as being written."""
    low = name.lower()
    return any(sibling in siblings for sibling in unfinished_names(low))


def marks_unfinished(name: str) -> bool:
    """Whether a name (in lower case) marks another file as being written."""
    return name.endswith(MARKS)


def unfinished_names(name: str) -> Iterator[str]:
    """The sibling names that mark a file as being written."""
    return (f"{name}.{suffix}" for suffix in UNFINISHED_SUFFIXES)


def is_sample(name: str, folder: str, size_bytes: int) -> bool:
    """Whether the file is the sample of a scene release, by its name or `folder`."""
    return size_bytes <= MAX_SAMPLE_BYTES and (
        ("sample" in name.lower() and SAMPLE.search(name.rpartition(".")[0]) is not None)
        or folder.lower() in ("sample", "samples")
    )
