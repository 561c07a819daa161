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
from worker.downloader.names import free_folder

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
        if left.is_shared or root is None:
            self.work_on.forget(left.job_id)
            return
        lock = FolderLock(self.root, folder)
        if not lock.acquire():
            return  # whoever holds it has not heard yet that it is over
        try:
            if not is_plain_folder(folder):
                if left.recycled_to is not None:
                    self.work_on.is_aside(left)
                else:
                    self.work_on.forget(left.job_id)
                return
            for engine in self.engines:
                engine.drop(left.job_id, remove_files=False)
            aside = shelf_of(folder, root) / f"{self.now():%Y-%m-%d}" / str(left.job_id)
            if left.recycled_to is not None:
                aside = Path(left.recycled_to)
            if self.work_on.put_aside(left, str(aside)):
                move(folder, aside)
                self.work_on.is_aside(left)
        finally:
            lock.release()

    def _bring_back(self, left: Leftover) -> None:
        if left.recycled_to is None:
            return
        aside, folder = Path(left.recycled_to), Path(left.folder)
        if aside.exists():
            if folder.exists():  # somebody took its name meanwhile
                folder = free_folder(folder.parent, folder.name)
                self.work_on.comes_back_to(left, str(folder))
            move(aside, folder)
        self.work_on.brought_back(left)

    def _forget(self, left: Leftover) -> None:
        # Only what was put aside: its old place may be somebody else's by now.
        aside = Path(left.recycled_to or "")
        if RECYCLED in aside.parts and self._root_of(aside) and is_plain_folder(aside):
            shutil.rmtree(aside, ignore_errors=True)
        self.work_on.forget(left.job_id)
        logger.info("files of a download forgotten", extra={"job_id": str(left.job_id)})

    def _root_of(self, folder: Path) -> Path | None:
        """The root a folder lies below; never a root itself, nor anything outside."""
        if ".." in folder.parts:
            return None
        return next((root for root in self.roots if root in folder.parents), None)


def shelf_of(folder: Path, root: Path) -> Path:
    """Where a folder can be put aside by a rename: as high below the root as its disk goes."""
    disk_of_it, at = folder.stat().st_dev, folder.parent
    while at != root and at.parent.stat().st_dev == disk_of_it:
        at = at.parent
    return at / RECYCLED


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
