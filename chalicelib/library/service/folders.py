"""
The folders of the library: those of SEEN_LIBRARY_ROOTS, and those administrators added.

Added folders are in force within seconds in every process. Files are only read, and removing a
folder removes nothing from the disk.
"""

import os
import shutil
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path, PurePosixPath
from typing import Literal

from chalicelib.library.errors import FolderNotFound, FolderNotUsable, FolderSetByEnvironment
from chalicelib.library.models import (
    QUEUE,
    BrowsedFolder,
    BrowsedFolders,
    FolderScan,
    LibraryFolder,
    LibraryFolders,
    path_to_text,
    text_to_path,
)
from chalicelib.library.store import folders as store
from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Database
from chalicelib.platform.errors import Unavailable
from chalicelib.platform.sessions import User
from chalicelib.platform.tasks import defer

COPY_TTL_S = 2.0
MAX_FOLDERS = 100
MAX_BROWSED = 500
#: Folders of the system: nobody keeps films there, and some never end.
SYSTEM_FOLDERS = ("/proc", "/sys", "/dev", "/etc", "/boot", "/usr", "/bin", "/sbin", "/lib")
#: Where films usually are: mounted disks, and the folders of a home.
USUAL_PLACES = ("/media", "/mnt", "/srv", "/data", "/volume1", "~/Videos", "~/Movies", "~")


class LibraryFolderService:
    """`environment` and `data_dir` are absolute. One instance for a process."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        environment: Sequence[str],
        data_dir: str,
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._db = db
        self._clock = clock
        self._environment = tuple(environment)
        self._data_dir = data_dir
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._read_at: float | None = None
        self._added: tuple[str, ...] = ()

    def paths(self, *, is_fresh: bool = False) -> tuple[str, ...]:
        """Every folder, at most two seconds old, or read now."""
        with self._lock:
            if is_fresh or self._read_at is None or self._monotonic() - self._read_at >= COPY_TTL_S:
                self._reload()
            return tuple(dict.fromkeys((*self._environment, *self._added)))

    def list(self) -> LibraryFolders:
        """Read now: another process may have added or removed one a moment ago."""
        paths = self.paths(is_fresh=True)
        texts = [path_to_text(path) for path in paths]
        with self._db.read() as conn:
            known = store.scans_of(conn, paths=texts)
        return LibraryFolders(
            items=[
                self._described(path, known[text]) for path, text in zip(paths, texts, strict=True)
            ]
        )

    def add(self, user: User, text: str) -> str:
        """
        Add a folder; returns its path, without symbolic links. It may be in the library already.

        Raises `FolderNotUsable`, which says why.
        """
        path = self._checked(text)
        with self._db.transaction() as conn:
            store.lock(conn)
            added = store.paths(conn)
            if path not in (*self._environment, *added):
                self._refuse_overlap(path, added)
                store.insert(conn, path=path_to_text(path), user_id=user.id, now=self._clock())
        self._forget_copy()
        return path

    def remove(self, text: str) -> None:
        """
        Remove a folder that was added, and its files from the library; the disk is not changed.

        Raises `FolderSetByEnvironment` or `FolderNotFound`.
        """
        if text in map(path_to_text, self._environment):
            raise FolderSetByEnvironment("This folder is set by the environment of the server.")
        with self._db.transaction() as conn:
            if not store.delete(conn, path=text):
                raise FolderNotFound("This folder is not in the library.")
            kept = [*map(path_to_text, self._environment), *store.paths(conn)]
            defer(conn, "forget_folder", {"path": text, "kept": kept}, queue=QUEUE)
        self._forget_copy()

    def browse(self, text: str | None) -> BrowsedFolders:
        """Folders in a folder, or the usual places. Raises `FolderNotUsable`."""
        if text is None:
            places = dict.fromkeys(
                os.path.realpath(Path(place).expanduser()) for place in USUAL_PLACES
            )
            usable = [place for place in places if place != "/" and _state_of(place) == "ok"]
            return BrowsedFolders(
                path=None, parent=None, items=[BrowsedFolder(path=at, name=at) for at in usable]
            )
        path = _real(text)
        try:
            with os.scandir(path) as entries:
                names = sorted(
                    (
                        each.name
                        for each in entries
                        if not each.name.startswith(".") and each.is_dir()
                    ),
                    key=str.casefold,
                )
        except OSError as error:
            raise FolderNotUsable("The server cannot open this folder.", field="path") from error
        parent = str(PurePosixPath(path).parent)
        return BrowsedFolders(
            path=path_to_text(path),
            parent=None if parent == path else path_to_text(parent),
            items=[
                BrowsedFolder(
                    path=path_to_text(str(PurePosixPath(path) / name)), name=path_to_text(name)
                )
                for name in names[:MAX_BROWSED]
            ],
        )

    def _checked(self, text: str) -> str:
        path = _real(text)
        state = _state_of(path)
        if state == "missing":
            raise FolderNotUsable("There is no such folder on the server.", field="path")
        if state == "unreadable":
            raise FolderNotUsable("The server is not allowed to read this folder.", field="path")
        if path == "/" or any(_is_in(path, folder) for folder in SYSTEM_FOLDERS):
            raise FolderNotUsable("This folder belongs to the system.", field="path")
        if _is_in(path, self._data_dir) and path not in self._environment:
            raise FolderNotUsable("This folder holds the data of /seen/ itself.", field="path")
        return path

    def _refuse_overlap(self, path: str, added: Sequence[str]) -> None:
        if len(added) >= MAX_FOLDERS:
            raise FolderNotUsable(f"There are {MAX_FOLDERS} folders already.", field="path")
        for folder in (*self._environment, *map(text_to_path, added)):
            if _is_in(path, os.path.realpath(folder)):
                raise FolderNotUsable(
                    f"This folder is in the library already, as part of {path_to_text(folder)}.",
                    field="path",
                )

    def _described(self, path: str, known: FolderScan) -> LibraryFolder:
        state = _state_of(path)
        usage = shutil.disk_usage(path) if state == "ok" else None
        return LibraryFolder(
            path=known.path,
            source="environment" if path in self._environment else "stored",
            state=state,
            files=known.files,
            free_bytes=usage.free if usage else None,
            total_bytes=usage.total if usage else None,
            scanned_at=known.scanned_at,
            scan_id=known.scan_id,
        )

    def _reload(self) -> None:
        try:
            with self._db.read() as conn:
                self._added = tuple(map(text_to_path, store.paths(conn)))
        except Unavailable:
            return  # the folders known so far stay in force
        self._read_at = self._monotonic()

    def _forget_copy(self) -> None:
        with self._lock:
            self._read_at = None


def _real(text: str) -> str:
    """The absolute path without symbolic links. Raises `FolderNotUsable`."""
    path = text_to_path(text.strip()) if "\x00" not in text else ""
    if not path.startswith("/") or ".." in path.split("/"):
        message = "Give the whole path of a folder on the server, such as /media/films."
        raise FolderNotUsable(message, field="path")
    return os.path.realpath(path)


def _state_of(path: str) -> Literal["ok", "missing", "unreadable"]:
    if not Path(path).is_dir():
        return "missing"
    return "ok" if os.access(path, os.R_OK | os.X_OK) else "unreadable"


def _is_in(path: str, folder: str) -> bool:
    return PurePosixPath(path).is_relative_to(folder)
