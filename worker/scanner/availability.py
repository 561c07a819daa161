"""Whether the disks of a library folder are there: files of a lost disk are away, not missing."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from chalicelib.library.models.folders import LibraryRoot
from chalicelib.library.mounts import Mount, points_around
from chalicelib.library.service.folder_access import is_marker_missing, missing_mounts
from chalicelib.library.store import roots as store
from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Database
from worker.disk_problems import reading_problem
from worker.scanner.roots import RootSource, is_under
from worker.scanner.walk import FolderUnavailable


@dataclass(frozen=True)
class DiskCheck:
    """Compares the mounted disks with those of the last scan."""

    db: Database
    roots: RootSource
    clock: Clock
    mounts: Callable[[], Sequence[Mount]]

    def away(self, folder: str, *, is_confirmed: bool = False) -> list[str]:
        """
        Mount points in a folder that are not mounted now, and folders of the library in it
        whose marker is missing: their files say nothing.

        `is_confirmed`: an administrator says that the disks are gone for good; a marker holds
        until it is changed. Raises `FolderUnavailable` when the whole folder is on such a disk,
        or its marker is missing.
        """
        root = self.roots.folder_of(folder)
        if root is None:
            return []
        if is_marker_missing(root):
            raise FolderUnavailable(f"its marker file {root.marker} is not there")
        unmarked = [each.path for each in self._roots_in(folder) if is_marker_missing(each)]
        if is_confirmed:
            return unmarked
        away = missing_mounts(root, self.mounts())
        if any(is_under(folder, point) for point in away):
            raise FolderUnavailable("its disk is not connected")
        return [*away, *unmarked]

    def away_in_readable(self, folder: str) -> list[str]:
        """As `away`. Raises `FolderUnavailable` for an empty folder, too: it may be unmounted."""
        away = self.away(folder)
        try:
            is_empty = not os.listdir(folder)  # noqa: PTH208
        except OSError as error:
            raise FolderUnavailable(reading_problem(error)) from error
        if is_empty:
            raise FolderUnavailable("it is empty")
        return away

    def remember(self, folder: str, away: Sequence[str]) -> None:
        """Store the mounts of a scanned library folder; disks that lost files stay known."""
        mounts = self.mounts()
        for root in self._roots_in(folder):
            now = {*points_around(root.path, mounts), *(p for p in away if p in root.mounts)}
            if mounts and tuple(sorted(now)) != root.mounts:
                with self.db.transaction() as conn:
                    store.set_mounts(conn, root=root, mounts=sorted(now), now=self.clock())

    def _roots_in(self, folder: str) -> list[LibraryRoot]:
        """Only a scan of a whole library folder tells which disks it has."""
        return [root for root in self.roots.folders if is_under(root.path, folder)]
