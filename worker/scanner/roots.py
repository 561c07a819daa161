"""Library roots and the download folder, and which of them contains a path."""

import functools
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from chalicelib.download_settings.service import ChosenFolderService
from chalicelib.library.models.folders import LibraryRoot
from chalicelib.library.models.game_platforms import COMPUTERS, platform_of
from chalicelib.library.service.folders import LibraryFolderService
from chalicelib.platform.registry import get
from chalicelib.platform.settings import Settings
from worker.names.games import is_game_file, is_program
from worker.scanner.file_filter import is_hidden

UNSAFE_COMPONENTS = ("//", "/./", "/../")


@dataclass(frozen=True, slots=True)
class Roots:
    """
    Resolved library folders and the download folder.

    `library` are the folders that are walked: nested ones are merged into the outermost, so that
    no file is found twice. Those of games are walked in another way, and by themselves.
    """

    library: tuple[str, ...]
    downloads: tuple[str, ...]
    folders: tuple[LibraryRoot, ...] = ()  # with their options, nested ones before the outer

    @classmethod
    def of(cls, library: Iterable[Path | LibraryRoot], *downloads: Path | str) -> "Roots":
        folders = {root.path: root for root in map(_resolved_root, library)}
        outermost = [
            path
            for path, root in sorted(folders.items())
            if root.kind == "games"
            or not any(
                is_under(path, other)
                for other in folders
                if other != path
                if folders[other].kind != "games"
            )
        ]
        nested_first = sorted(folders.values(), key=lambda root: (-len(root.path), root.path))
        resolved = tuple(dict.fromkeys(map(os.path.realpath, downloads)))
        return cls(tuple(outermost), resolved, tuple(nested_first))

    def of_path(self, path: str) -> str | None:
        """The innermost root that contains a path, or None. Does not resolve the path."""
        folder = self.folder_of(path)
        if folder is not None:
            return folder.path
        return next((each for each in self.downloads if is_under(path, each)), None)

    def folder_of(self, path: str) -> LibraryRoot | None:
        """The innermost library folder that contains a path, with its options."""
        return next((root for root in self.folders if is_under(path, root.path)), None)

    def games_in(self, folder: str) -> frozenset[str]:
        """Folders of games in a folder, which have no videos."""
        return frozenset(
            root.path
            for root in self.folders
            if root.kind == "games" and is_under(root.path, folder)
        )


class RootSource(Protocol):
    """The roots in force now; see `Roots`."""

    @property
    def library(self) -> tuple[str, ...]: ...
    @property
    def downloads(self) -> tuple[str, ...]: ...
    @property
    def folders(self) -> tuple[LibraryRoot, ...]: ...
    def of_path(self, path: str) -> str | None: ...
    def folder_of(self, path: str) -> LibraryRoot | None: ...
    def games_in(self, folder: str) -> frozenset[str]: ...


def is_scanned(roots: RootSource, path: str) -> bool:
    """Whether a path lies in a library or download folder, and there in no hidden one."""
    root = roots.of_path(path)
    return root is not None and not any(map(is_hidden, path[len(root) :].split("/")))


def games_folder_of(roots: RootSource, path: str) -> str | None:
    """The folder of games that a path is, or lies in."""
    root = roots.folder_of(path)
    return root.path if root is not None and root.kind == "games" else None


def entry_of(roots: RootSource, path: str) -> str:
    """
    The game that a path is or lies in; the folder of games, or its folder of a platform, for that
    itself; a path that lies in no folder of games itself.
    """
    folder = games_folder_of(roots, path)
    if folder is None or path == folder:
        return path
    first, _, rest = path[len(folder) :].lstrip("/").partition("/")
    if rest and is_platform_folder(f"{folder}/{first}"):
        return f"{folder}/{first}/{rest.partition('/')[0]}"
    return f"{folder}/{first}"


def is_platform_folder(path: str) -> bool:
    """
    Whether an entry of a folder of games holds the games of one platform, by its name.

    A folder that is called like a console, and has a program in it but no game of a console, is a
    game of that name.
    """
    platform = platform_of(path.rpartition("/")[2])
    return platform is not None and (platform in COMPUTERS or not _is_program_folder(path))


def _is_program_folder(path: str) -> bool:
    has_program = False
    for folder, _, names in os.walk(path):
        if folder == path:
            has_program = any(map(is_program, names))
        if not has_program or any(is_game_file(name) and not is_program(name) for name in names):
            return False
    return has_program


def platform_of_game(roots: RootSource, path: str) -> str | None:
    """IGDB's name of the platform whose folder a game lies in, if it lies in one."""
    folder = games_folder_of(roots, path)
    if folder is None:
        return None
    first, _, rest = path[len(folder) :].lstrip("/").partition("/")
    own = platform_of(first) if rest else None
    return own or platform_of(folder.rpartition("/")[2])


class FolderReader(Protocol):
    def __call__(self, *, is_fresh: bool = False) -> tuple[LibraryRoot, ...]:
        """The library folders; `is_fresh` reads them now instead of seconds ago."""


@dataclass(frozen=True, slots=True)
class LiveRoots:
    """
    Roots that read the folders each time: administrators add and change them.

    `chosen` are those of downloads beside the one of the environment.
    """

    source: FolderReader
    download_dir: Path
    chosen: Callable[[], tuple[str, ...]] = tuple

    @property
    def library(self) -> tuple[str, ...]:
        return self._now().library

    @property
    def downloads(self) -> tuple[str, ...]:
        return self._now().downloads

    @property
    def folders(self) -> tuple[LibraryRoot, ...]:
        return self._now().folders

    def of_path(self, path: str) -> str | None:
        found = self._now().of_path(path)
        if found is not None:
            return found
        # Perhaps in a folder that was added a moment ago.
        return self._of(self.source(is_fresh=True)).of_path(path)

    def folder_of(self, path: str) -> LibraryRoot | None:
        return self._now().folder_of(path)

    def games_in(self, folder: str) -> frozenset[str]:
        return self._now().games_in(folder)

    def _now(self) -> Roots:
        return self._of(self.source())

    def _of(self, folders: tuple[LibraryRoot, ...]) -> Roots:
        return _resolved(folders, (str(self.download_dir), *self.chosen()))


@functools.lru_cache(maxsize=2)
def _resolved(folders: tuple[LibraryRoot, ...], downloads: tuple[str, ...]) -> Roots:
    return Roots.of(folders, *downloads)


def live_roots() -> LiveRoots:
    """Those of this process."""
    return LiveRoots(
        get(LibraryFolderService).roots,
        get(Settings).download_dir,
        get(ChosenFolderService).chosen,
    )


def _resolved_root(root: Path | LibraryRoot) -> LibraryRoot:
    if isinstance(root, Path):
        return LibraryRoot(os.path.realpath(root))
    real = os.path.realpath(root.path)
    return root if real == root.path else replace(root, path=real, given=root.path)


def is_under(path: str, root: str) -> bool:
    """
    Whether an absolute path is `root` or below it, compared by components.

    A path with `..` or empty components is not below any root.
    """
    if any(part in f"{path}/" for part in UNSAFE_COMPONENTS):
        return False
    return path == root or path.startswith(root if root == "/" else f"{root}/")
