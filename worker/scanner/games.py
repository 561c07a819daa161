"""
Finds the games of a folder of games: each of its entries is one, a file or a whole folder.

An entry with the name of a platform (`SNES`, `Sony - PlayStation 2`) is a folder of that platform's
games instead. A folder is measured when it is new or its modification time is another one.
Otherwise a look costs one stat for each entry, however many files lie below it.
"""

import contextlib
import os
import stat
import threading
from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from chalicelib.library.models.path_text import path_to_text, text_to_path
from chalicelib.library.models.scans import ItemContent, LibraryFile, ScannedFile
from worker.cancellation import raise_if_stopping
from worker.disk_problems import reading_problem
from worker.names.games import is_game_file
from worker.scanner import file_filter
from worker.scanner.fingerprint import fingerprint_of
from worker.scanner.roots import is_platform_folder, is_under
from worker.scanner.walk import FolderUnavailable, WalkResult

MAX_DEPTH = 40


@dataclass(frozen=True, slots=True)
class GamesFolder:
    """
    A folder of games. `roots` are the folders of the library: an entry that is or holds another
    one of them is no game.
    """

    path: str
    roots: AbstractSet[str]
    stop: threading.Event

    def walk(
        self,
        known: Mapping[str, LibraryFile],
        on_folder: Callable[[int], None] = lambda _games: None,
    ) -> WalkResult:
        """
        Every game of the folder; `known` are those of the library, by path.

        Raises `FolderUnavailable` or `ShutdownRequested`.
        """
        found = WalkResult()
        try:
            self._walk(self.path, known, found)
        except OSError as error:
            raise FolderUnavailable(reading_problem(error)) from error
        on_folder(len(found.files))
        return found

    def _walk(self, folder: str, known: Mapping[str, LibraryFile], found: WalkResult) -> None:
        """Add the games of the folder, or of one of its platforms. Raises `OSError`."""
        names = os.listdir(folder)  # noqa: PTH208  # names that are not UTF-8
        siblings = {name.lower() for name in names}
        for name in names:
            raise_if_stopping(self.stop)
            path = f"{folder}/{name}"
            if self._holds_platform(path):
                # As a folder that may not be read: what was known of it is not gone.
                with contextlib.suppress(PermissionError):
                    self._walk(path, known, found)
                continue
            game = self._look(path, siblings, known.get(path_to_text(path)))
            if game is not None:
                found.files.append(game)
            else:
                found.skipped["no game"] += 1

    def games_at(self, path: str) -> list[ScannedFile]:
        """
        The game at `path`, or all games of a platform's folder, measured anew.

        Raises `OSError` or `ShutdownRequested`.
        """
        if path == self.path:
            return []
        if self._holds_platform(path):
            found = WalkResult()
            self._walk(path, {}, found)
            return found.files
        folder, _, name = path.rpartition("/")
        siblings = {
            one.lower()
            for one in file_filter.unfinished_names(name)
            if os.path.lexists(f"{folder}/{one}")
        }
        game = self._look(path, siblings, None)
        return [game] if game is not None else []

    def _holds_platform(self, path: str) -> bool:
        """Whether an entry is a folder of a platform; a link is not followed."""
        is_entry = path.rpartition("/")[0] == self.path
        return (
            is_entry
            and path not in self.roots
            and is_platform_folder(path)
            and not os.path.islink(path)  # noqa: PTH114  # names that are not UTF-8
            and os.path.isdir(path)  # noqa: PTH112
        )

    def _look(
        self, path: str, siblings: AbstractSet[str], known: LibraryFile | None
    ) -> ScannedFile | None:
        """The game at a path, at the cost of one stat if it is unchanged. Raises `OSError`."""
        name = path.rpartition("/")[2]
        if file_filter.is_hidden(name):
            return None
        try:
            status = os.lstat(path)
            if stat.S_ISDIR(status.st_mode):
                if any(is_under(root, path) for root in self.roots):
                    return None
                if known is not None and known.modified_ns == status.st_mtime_ns:
                    return _game(path, known.size_bytes, status, "game_folder")
                return measure(path, self.stop)
            is_game = is_game_file(name) and not file_filter.is_unfinished(name, siblings)
            if is_game and stat.S_ISREG(status.st_mode) and status.st_size:
                return _game(path, status.st_size, status, "game")
        except (FileNotFoundError, PermissionError):
            pass  # deleted since the listing, or not for us
        return None


def measure(path: str, stop: threading.Event | None = None) -> ScannedFile | None:
    """A game as it is on disk now; None when nothing of it is there. Raises `OSError`."""
    try:
        status = os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return None
    if not stat.S_ISDIR(status.st_mode):
        size = status.st_size if stat.S_ISREG(status.st_mode) else 0
        return _game(path, size, status, "game") if size else None
    size = sum(size for _, size in _files(path, stop or threading.Event()))
    return _game(path, size, status, "game_folder") if size else None


def identity_of(file: LibraryFile | ScannedFile) -> str | None:
    """
    The fingerprint of a file or game, which with its size says that a moved one is the same.

    Of a folder it is that of the largest file, the one that holds the game's data: reading them
    all takes too long, and small files (licences, runtimes) are the same in many games. The path
    decides between files of one size, so that the choice does not depend on the disk.
    """
    if file.content != "game_folder":
        return fingerprint_of(file.path)
    folder = text_to_path(file.path)
    with contextlib.suppress(OSError):
        inside = ((size, path) for path, size in _files(folder, threading.Event()))
        _, largest = max(inside, key=lambda one: (one[0], one[1][len(folder) :]), default=(0, ""))
        return fingerprint_of(path_to_text(largest)) if largest else None
    return None


def _game(path: str, size: int, status: os.stat_result, content: ItemContent) -> ScannedFile:
    return ScannedFile(path_to_text(path), size, status.st_mtime_ns, content)


def _files(folder: str, stop: threading.Event) -> Iterator[tuple[str, int]]:
    """Path and bytes of every regular file below a folder; links are not followed."""
    pending = [(folder, 0)]
    while pending:
        raise_if_stopping(stop)
        current, depth = pending.pop()
        with os.scandir(current) as listing:
            for entry in listing:
                if entry.is_dir(follow_symlinks=False):
                    if depth < MAX_DEPTH:
                        pending.append((entry.path, depth + 1))
                elif entry.is_file(follow_symlinks=False):
                    yield entry.path, entry.stat(follow_symlinks=False).st_size
