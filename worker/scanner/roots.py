"""Library roots and the download folder, and which of them contains a path."""

import functools
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

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
        """The root that contains a path, or None. Does not resolve the path."""
        return next(
            (root for root in (*self.library, self.downloads) if is_under(path, root)), None
        )


class RootSource(Protocol):
    """The roots in force now."""

    @property
    def library(self) -> tuple[str, ...]: ...
    @property
    def downloads(self) -> str: ...
    def of_path(self, path: str) -> str | None:
        """See `Roots.of_path`."""


class FolderPaths(Protocol):
    def __call__(self, *, is_fresh: bool = False) -> tuple[str, ...]:
        """The library folders; `is_fresh` reads them now instead of seconds ago."""


@dataclass(frozen=True, slots=True)
class LiveRoots:
    """Roots that read the library folders each time: administrators add and remove them."""

    folders: FolderPaths
    download_dir: Path

    @property
    def library(self) -> tuple[str, ...]:
        return self._now().library

    @property
    def downloads(self) -> str:
        return self._now().downloads

    def of_path(self, path: str) -> str | None:
        found = self._now().of_path(path)
        if found is not None:
            return found
        # Perhaps in a folder that was added a moment ago.
        return _resolved(self.folders(is_fresh=True), self.download_dir).of_path(path)

    def _now(self) -> Roots:
        return _resolved(self.folders(), self.download_dir)


@functools.lru_cache(maxsize=2)
def _resolved(folders: tuple[str, ...], download_dir: Path) -> Roots:
    return Roots.of(map(Path, folders), download_dir)


def is_under(path: str, root: str) -> bool:
    """
    Whether an absolute path is `root` or below it, compared by components.

    A path with `..` or empty components is not below any root.
    """
    if any(part in f"{path}/" for part in UNSAFE_COMPONENTS):
        return False
    return path == root or path.startswith(root if root == "/" else f"{root}/")
