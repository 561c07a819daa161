"""Removes what the downloads of a deleted account have left on the disk."""

import logging
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from chalicelib.leases.service import TrashService
from worker.downloader.folder_lock import FolderLock
from worker.downloader.folder_moves import is_plain_folder
from worker.downloader.worker_context import root_of

logger = logging.getLogger(__name__)


class FolderBusy(Exception):
    """A worker has not let go of the folder yet."""


@dataclass(frozen=True)
class FolderRemover:
    """Touches only what lies below one of its roots."""

    trash: TrashService
    roots: Sequence[Path]  # the first one holds the locks
    chosen: Callable[[], Sequence[str]] = tuple  # folders of downloads beside them

    def remove(self, folder: str) -> bool:
        """Delete a folder that no download needs; whether it did. Raises `FolderBusy`."""
        path = Path(folder)
        roots = (*self.roots, *map(Path, self.chosen()))
        if root_of(path, roots) is None or not is_plain_folder(path):
            return False
        lock = FolderLock(self.roots[0], path)
        if not lock.acquire():
            raise FolderBusy
        try:
            if self.trash.is_known(folder):
                return False
            shutil.rmtree(path)
        finally:
            lock.release()
        logger.info("files of a deleted account removed", extra={"folder": folder})
        return True
