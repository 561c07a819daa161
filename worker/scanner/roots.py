"""The folders whose files we own, and which of them a path belongs to."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

ODD_COMPONENTS = ("//", "/./", "/../")


@dataclass(frozen=True, slots=True)
class Roots:
    """
    Library folders and the download folder, without links in them.

    A folder inside another one is only a part of it, so that no file is found twice.
    """

    library: tuple[str, ...]
    downloads: str

    @classmethod
    def of(cls, library: Iterable[Path], downloads: Path) -> "Roots":
        real = sorted({os.path.realpath(root) for root in library})
        outermost = [
            root
            for root in real
            if not any(is_under(root, other) for other in real if other != root)
        ]
        return cls(tuple(outermost), os.path.realpath(downloads))

    def of_path(self, path: str) -> str | None:
        """The root a file or folder is under, or None. Pure: the path is taken as it is."""
        return next(
            (root for root in (*self.library, self.downloads) if is_under(path, root)), None
        )


def is_under(path: str, root: str) -> bool:
    """
    Whether an absolute path is `root` or lies in it, by whole components.

    A path with `..` or empty components is under nothing.
    """
    if any(odd in f"{path}/" for odd in ODD_COMPONENTS):
        return False
    return path == root or path.startswith(root if root == "/" else f"{root}/")
