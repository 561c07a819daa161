"""
Puts aside what nobody goes on from, brings it back, and forgets it after some days.

Everything is a rename within one folder's disk. What is to be done is written down first, so a
worker that dies in between finds it again.
"""

import logging
import shutil
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from chalicelib.downloads.models.work import Leftover
from chalicelib.downloads.service import RecycleWork
from worker.downloader import disk, folder_lock
from worker.downloader.engine import Engine
from worker.downloader.folder_lock import FolderLock

logger = logging.getLogger(__name__)

RECYCLED = ".recycle"


@dataclass(frozen=True)
class Recycler:
    work_on: RecycleWork
    root: Path  # locks are kept here
    roots: Sequence[Path]  # only what lies directly in one of them, or below, is ever touched
    engines: Collection[Engine]
    now: Callable[[], datetime]

    def work(self) -> bool:
        """Tidy up once. Always False: the rest can wait."""
        for left in self.work_on.to_put_aside():
            self._put_aside(left)
        for left in self.work_on.to_bring_back():
            self._bring_back(left)
        for left in self.work_on.to_forget():
            self._forget(left)
        folder_lock.sweep(self.root)
        return False

    def _put_aside(self, left: Leftover) -> None:
        folder = Path(left.folder)
        root = self._root_of(folder)
        if left.is_shared or root is None or not is_plain_folder(folder):
            self.work_on.forget(left.job_id)
            return
        lock = FolderLock(self.root, folder)
        if not lock.acquire():
            return  # whoever holds it has not heard yet that it is over
        try:
            for engine in self.engines:
                engine.drop(left.job_id, remove_files=False)
            aside = root / RECYCLED / f"{self.now():%Y-%m-%d}" / str(left.job_id)
            self.work_on.put_aside(left, str(aside))
            move(folder, aside)
        finally:
            lock.release()

    def _bring_back(self, left: Leftover) -> None:
        if left.recycled_to is None:
            return
        aside, folder = Path(left.recycled_to), Path(left.folder)
        if aside.exists() and not folder.exists():
            move(aside, folder)
        self.work_on.brought_back(left)

    def _forget(self, left: Leftover) -> None:
        aside = Path(left.recycled_to or "")
        # A worker that died between writing it down and moving it left it where it was.
        for folder in (aside, Path(left.folder or "")):
            root = self._root_of(folder)
            if root is not None and is_plain_folder(folder) and not left.is_shared:
                shutil.rmtree(folder, ignore_errors=True)
        self.work_on.forget(left.job_id)
        logger.info("files of a download forgotten", extra={"job_id": str(left.job_id)})

    def _root_of(self, folder: Path) -> Path | None:
        """The root a folder lies below; never a root itself, nor anything outside."""
        if ".." in folder.parts:
            return None
        return next((root for root in self.roots if root in folder.parents), None)


def is_plain_folder(folder: Path) -> bool:
    return folder.is_dir() and not folder.is_symlink()


def move(folder: Path, to: Path) -> None:
    """Where it can be found again; harmless when it is there already."""
    if not folder.exists() or to.exists():
        return
    to.parent.mkdir(parents=True, exist_ok=True)
    folder.rename(to)
    disk.sync_folder(to.parent)
    disk.sync_folder(folder.parent)
