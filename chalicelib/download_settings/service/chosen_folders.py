"""
The folder of new downloads: that of the environment until an administrator chooses another one.

A choice is in force within seconds in every process. It concerns downloads that start afterwards;
those that have a folder keep it, so folders chosen earlier stay known.
"""

import os
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path, PurePosixPath

from chalicelib.download_settings.errors import FolderNotSuitable
from chalicelib.download_settings.models.folders import MARKER, FolderCheck
from chalicelib.download_settings.store import chosen_folders as store
from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Database
from chalicelib.platform.errors import Unavailable

COPY_TTL_S = 2.0
#: Folders of the system: what is written there is lost, or does harm.
SYSTEM_FOLDERS = ("/proc", "/sys", "/dev", "/etc", "/boot", "/usr", "/bin", "/sbin", "/lib", "/run")


class ChosenFolderService:
    """
    `usual` is the folder of the environment, `library` are the folders of the library. One
    instance for a process.
    """

    def __init__(
        self,
        db: Database,
        clock: Clock,
        *,
        usual: str,
        data_dir: str,
        library: Callable[[], Sequence[str]],
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._db = db
        self._clock = clock
        self._usual = os.path.realpath(usual)
        self._data_dir = os.path.realpath(data_dir)
        self._library = library
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._read_at: float | None = None
        self._chosen: tuple[str, ...] = ()

    def chosen(self) -> tuple[str, ...]:
        """All that were ever chosen, the one in use first; at most two seconds old."""
        with self._lock:
            if self._read_at is None or self._monotonic() - self._read_at >= COPY_TTL_S:
                self._reload()
            return self._chosen

    def test(self, text: str) -> FolderCheck:
        """What the server finds in a folder. Raises `FolderNotSuitable` for what is no path."""
        path = _real_path(text)
        problem = self._problem_of(path)
        try:
            usage = shutil.disk_usage(path)
        except OSError:
            return FolderCheck(path=path, problem=problem, free_bytes=None, total_bytes=None)
        return FolderCheck(
            path=path, problem=problem, free_bytes=usage.free, total_bytes=usage.total
        )

    def choose(self, text: str) -> None:
        """For downloads that start from now on. Raises `FolderNotSuitable`."""
        path = _real_path(text)
        problem = self._problem_of(path)
        if problem is not None:
            raise FolderNotSuitable(problem, field="path")
        Path(path, MARKER).touch()
        with self._db.transaction() as conn:
            store.choose(conn, path=path, now=self._clock())
        self.expire()

    def expire(self) -> None:
        """Read the choice again when it is needed next: another process may have stored one."""
        with self._lock:
            self._read_at = None

    def _problem_of(self, path: str) -> str | None:
        """Why downloads cannot go to a folder; None if they can."""
        if path == self._usual:
            return _writing_problem_of(path)
        if path == "/" or any(_is_in(path, folder) for folder in SYSTEM_FOLDERS):
            return "This folder belongs to the system."
        if _is_in(path, self._data_dir) or _is_in(self._data_dir, path):
            return "This folder holds the data of /seen/ itself."
        for folder in map(os.path.realpath, self._library()):
            # What is not complete yet must not be found by a scan.
            if _is_in(path, folder) or _is_in(folder, path):
                return f"{folder} is a folder of the library. Choose one beside it."
        return _writing_problem_of(path)

    def _reload(self) -> None:
        try:
            with self._db.read() as conn:
                self._chosen = tuple(store.list_all(conn))
        except Unavailable:
            return  # the folders known so far stay in force
        self._read_at = self._monotonic()


def _real_path(text: str) -> str:
    path = text.strip()
    if not path.startswith("/") or ".." in path.split("/") or "\x00" in path:
        message = "Give the whole path of a folder on the server, such as /media/downloads."
        raise FolderNotSuitable(message, field="path")
    return os.path.realpath(path)


def _writing_problem_of(path: str) -> str | None:
    if not Path(path).is_dir():
        return "There is no such folder on the server."
    try:
        with tempfile.TemporaryFile(dir=path):
            return None
    except OSError:
        return "The server cannot write to this folder. Check who owns it."


def _is_in(path: str, folder: str) -> bool:
    return PurePosixPath(path).is_relative_to(folder)
