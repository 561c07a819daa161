"""Library roots and the download folder, and which of them contains a path."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

UNSAFE_COMPONENTS = ("//", "/./", "/../")


@dataclass(frozen=True, slots=True)
class Roots:
    """
    Resolved library folders and the download folder.

    Nested library folders are merged into the outermost, so that no file is found twice.
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
        """The root that contains a path, or None. Pure: does not resolve the path."""
        return next(
            (root for root in (*self.library, self.downloads) if is_under(path, root)), None
        )


def is_under(path: str, root: str) -> bool:
    """
    Whether an absolute path is `root` or below it, compared by components.

    A path with `..` or empty components is not below any root.
    """
    if any(part in f"{path}/" for part in UNSAFE_COMPONENTS):
        return False
    return path == root or path.startswith(root if root == "/" else f"{root}/")
