"""
Makes file names from untrusted text; no other module does.

A name is one path component: no separators, no control or direction characters, no dots at
its ends, none of the names Windows reserves (the folder may be shared with one), at most 255
bytes. Unusual but valid names are kept.
"""

import os
import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path, PurePosixPath

MAX_NAME_BYTES = 255
MAX_STEM_BYTES = 200  # leaves space for an ending, and for a number that tells twins apart
MAX_FOLDERS = 16
MAX_PATH_BYTES = 1500

#: Control characters (also in their C1 and separator forms) and direction overrides.
INVISIBLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff0-\uffff]"
)
NOT_IN_NAMES = re.compile(r'[/\\:*?"<>|]')
RESERVED = re.compile(
    r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])\s*(\..*)?", re.IGNORECASE
)
FALLBACK = "file"


def safe_name(text: str) -> str:
    """A name that is valid as one path component. Never empty, `.` or `..`."""
    text = text.encode("utf-8", "replace").decode("utf-8", "replace")  # lone surrogates
    text = NOT_IN_NAMES.sub("_", INVISIBLE.sub("", unicodedata.normalize("NFC", text)))
    text = " ".join(text.split()).strip(" .")
    if not text.strip("_"):
        return text or FALLBACK
    if RESERVED.fullmatch(text):
        text = "_" + text
    return shortened(text)


def shortened(name: str) -> str:
    """The name truncated to `MAX_NAME_BYTES`, with its ending."""
    if len(name.encode()) <= MAX_NAME_BYTES:
        return name
    stem, ending = split_ending(name)
    if len(ending.encode()) > MAX_NAME_BYTES - MAX_STEM_BYTES:
        stem, ending = name, ""
    cut = stem.encode()[:MAX_STEM_BYTES].decode("utf-8", "ignore").rstrip(" .")
    return (cut or FALLBACK) + ending


def leaf(text: str) -> str:
    """The safe form of the last component of an untrusted path, with any separators."""
    return safe_name(re.split(r"[/\\]", text)[-1])


def split_ending(name: str) -> tuple[str, str]:
    """`film.mkv` → `film` and `.mkv`."""
    ending = PurePosixPath(name).suffix
    return name.removesuffix(ending), ending


def safe_paths(paths: Sequence[str]) -> list[str]:
    """
    Relative paths for the files of a torrent, in the same order, all different.

    Names that differ only in case or in how accents are written are twins: on some disks they
    are the same file.
    """
    used = _UsedPaths()
    return [used.add(_safe_parts(path)) for path in paths]


def _safe_parts(path: str) -> list[str]:
    parts = [safe_name(part) for part in re.split(r"[/\\]", path) if part not in ("", ".")]
    if len(parts) > MAX_FOLDERS:
        parts = [*parts[: MAX_FOLDERS - 1], parts[-1]]
    while len("/".join(parts).encode()) > MAX_PATH_BYTES and len(parts) > 1:
        del parts[-2]
    return parts or [FALLBACK]


class _UsedPaths:
    """The names that are used inside one job's folder."""

    def __init__(self) -> None:
        self.files: set[str] = set()
        self.folders: set[str] = set()
        self.twins: dict[str, int] = {}

    def add(self, parts: list[str]) -> str:
        """A free path for a file: neither another file's nor a folder's, and not below a file."""
        folder = ""
        for part in parts[:-1]:
            name = part
            while _key(folder + name) in self.files:
                name += "_"
            self.folders.add(_key(folder + name))
            folder += name + "/"
        stem, ending = split_ending(parts[-1])
        name, key = parts[-1], _key(folder + parts[-1])
        number = self.twins.get(key, 0)
        while _key(folder + name) in self.files or _key(folder + name) in self.folders:
            number += 1
            name = f"{stem.rstrip()} ({number}){ending}"
        self.twins[key] = number
        self.files.add(_key(folder + name))
        return folder + name


def _key(path: str) -> str:
    """Equal for names that some file systems take for the same."""
    return unicodedata.normalize("NFKC", path).casefold()


def free_folder(root: Path, title: str, besides: Collection[Path] = ()) -> Path:
    """A folder below `root`, named after a title, that does not exist and is none of `besides`."""
    name = safe_name(title)
    for number in range(1, 1000):
        candidate = root / (name if number == 1 else f"{name} ({number})")
        if candidate not in besides and not os.path.lexists(candidate):
            return candidate
    raise FileExistsError(name)


def is_inside(path: Path, folder: Path) -> bool:
    """
    Whether a path that may not exist yet lies in the folder, without a link on the way.

    Compares resolved components: a text prefix does not prove it.
    """
    try:
        relative = path.relative_to(folder)
    except ValueError:
        return False
    if not relative.parts or ".." in relative.parts:
        return False
    at = folder
    for part in relative.parts:
        at = at / part
        if at.is_symlink():
            return False
    return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))


def are_inside(names: Iterable[str], folder: Path) -> bool:
    """The same for many paths below a folder; every parent is checked once."""
    if not folder.exists():
        return not any(".." in name.split("/") or name.startswith("/") for name in names)
    seen: set[str] = set()
    for name in names:
        if name.startswith("/") or ".." in name.split("/"):
            return False
        at = str(folder)
        for part in name.split("/"):
            at = f"{at}/{part}"
            if at not in seen:
                seen.add(at)
                if os.path.islink(at):  # noqa: PTH114  # a hundred thousand times
                    return False
    return True
