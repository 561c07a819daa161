"""
Puts aside what nobody goes on from, brings it back, and forgets it after some days.

Everything is a rename within one folder's disk. What is to be done is written down first, so a
worker that dies in between finds it again.
"""

import contextlib
import logging
import shutil
import threading
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from uuid import UUID

from chalicelib.leases.models import TrashEntry
from chalicelib.leases.service import TrashService
from worker.downloader import disk, folder_lock
from worker.downloader.copies import complete_interrupted_move
from worker.downloader.engine import Engine
from worker.downloader.folder_lock import FolderLock
from worker.downloader.names import free_folder

logger = logging.getLogger(__name__)

RECYCLED = ".recycle"
MOVED = ".moved"  # notes of `worker.downloader.torrents.folder_move`


@dataclass(frozen=True)
class TrashCollector:
    work_on: TrashService
    root: Path  # locks are kept here
    roots: Sequence[Path]  # only what lies directly in one of them, or below, is ever touched
    engines: Collection[Engine]
    now: Callable[[], datetime]
    _is_tidy: threading.Event = field(default_factory=threading.Event)

    def work(self) -> bool:
        """Tidy up once. Always False: the rest can wait."""
        for left in self.work_on.to_discard():
            self._put_aside(left)
        for left in self.work_on.to_restore():
            self._bring_back(left)
        for left in self.work_on.expired():
            self._forget(left)
        folder_lock.sweep(self.root)
        self._sweep_notes()
        if not self._is_tidy.is_set():
            self._is_tidy.set()
            for folder in self.work_on.recently_completed():
                for engine in self.engines:
                    with contextlib.suppress(OSError):
                        engine.tidy(Path(folder))
            self.sweep_copies()
        return False

    def sweep_copies(self) -> None:
        """
        What lies in the folders of jobs that found their torrent in somebody else's.

        Whoever completes such a job removes its own folder; this is for those that were killed
        before. Only a copy goes: somebody may have brought the whole root elsewhere by hand, and
        then these are the files themselves, whatever was noted of them.
        """
        folders = {job_id: path for path in self.root.iterdir() if (job_id := job_of(path))}
        for job_id in self._left_first(folders):
            lock = FolderLock(self.root, folders[job_id])
            if not lock.acquire():
                continue
            try:
                files = self._left_first([job_id]).get(job_id, [])
                if are_elsewhere(files, folders[job_id]):
                    shutil.rmtree(folders[job_id], ignore_errors=True)
                    logger.info("copy of a download removed", extra={"job_id": str(job_id)})
            finally:
                lock.release()

    def _left_first(self, ids: Collection[UUID]) -> dict[UUID, list[str]]:
        return self.work_on.moved_from_default(str(self.root), ids) if ids else {}

    def _sweep_notes(self) -> None:
        """Where folders went that were moved, once nobody looks for them any more."""
        for path in (path for root in self.roots for path in root.glob(f".*{MOVED}")):
            folder = path.with_name(path.name.removeprefix(".").removesuffix(MOVED))
            lock = FolderLock(self.root, folder)
            if not lock.acquire():
                continue  # it is just being moved
            try:
                if is_note(path) and not self.work_on.is_needed(str(folder)):
                    path.unlink(missing_ok=True)
            finally:
                lock.release()

    def _put_aside(self, left: TrashEntry) -> None:
        folder = Path(left.folder)
        root = self._root_of(folder)
        if left.is_shared or root is None:
            self.work_on.forget_folder(left.job_id)
            return
        lock = FolderLock(self.root, folder)
        if not lock.acquire():
            return  # whoever holds it has not heard yet that it is over
        try:
            if left.moving_to is not None and self._root_of(Path(left.moving_to)) is not None:
                folder = complete_interrupted_move(folder, Path(left.moving_to))
                self.work_on.set_folder(left, str(folder))
                left, root = replace(left, folder=str(folder)), self._root_of(folder) or root
            if not is_plain_folder(folder):
                if left.trashed_to is not None:
                    self.work_on.finish_discard(left)
                else:
                    self.work_on.forget_folder(left.job_id)
                return
            for engine in self.engines:
                engine.drop(left.job_id, remove_files=False)
            aside = shelf_of(folder, root) / f"{self.now():%Y-%m-%d}" / str(left.job_id)
            if left.trashed_to is not None:
                aside = Path(left.trashed_to)
            if self.work_on.start_discard(left, str(aside)):
                move(folder, aside)
                self.work_on.finish_discard(left)
        finally:
            lock.release()

    def _bring_back(self, left: TrashEntry) -> None:
        if left.trashed_to is None:
            return
        aside, folder = Path(left.trashed_to), Path(left.folder)
        if aside.exists():
            if folder.exists():  # somebody took its name meanwhile
                folder = free_folder(folder.parent, folder.name)
                self.work_on.set_folder(left, str(folder))
            move(aside, folder)
        self.work_on.finish_restore(left)

    def _forget(self, left: TrashEntry) -> None:
        # Only what was put aside: its old place may be somebody else's by now.
        aside = Path(left.trashed_to or "")
        if RECYCLED in aside.parts and self._root_of(aside) and is_plain_folder(aside):
            shutil.rmtree(aside, ignore_errors=True)
        self.work_on.forget_folder(left.job_id)
        logger.info("files of a download forgotten", extra={"job_id": str(left.job_id)})

    def _root_of(self, folder: Path) -> Path | None:
        """The root a folder lies below; never a root itself, nor anything outside."""
        if ".." in folder.parts:
            return None
        return next((root for root in self.roots if root in folder.parents), None)


def job_of(folder: Path) -> UUID | None:
    """Whose first folder it is, by its name."""
    try:
        return UUID(folder.name) if is_plain_folder(folder) else None
    except ValueError:
        return None


def are_elsewhere(files: Collection[str], folder: Path) -> bool:
    """Whether all of them are there, and none in the folder, by whatever name; never of none."""
    place = folder.resolve()
    return bool(files) and all(
        Path(file).is_file() and not Path(file).resolve().is_relative_to(place) for file in files
    )


def shelf_of(folder: Path, root: Path) -> Path:
    """Where a folder can be put aside by a rename: as high below the root as its disk goes."""
    disk_of_it, at = folder.stat().st_dev, folder.parent
    while at != root and at.parent.stat().st_dev == disk_of_it:
        at = at.parent
    return at / RECYCLED


def is_note(path: Path) -> bool:
    """Whether it says where a folder is, and nothing else."""
    try:
        return path.is_file() and Path(path.read_text()).is_absolute()
    except (OSError, ValueError):
        return False


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
