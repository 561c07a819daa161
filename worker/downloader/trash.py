"""
Moves the files of removed downloads to the trash, restores them, and deletes them after some days.

Every step is a rename within one file system. The database records it first, so that a worker
finishes the step of one that was killed.
"""

import contextlib
import logging
import shutil
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from uuid import UUID

from chalicelib.leases.models import TrashEntry
from chalicelib.leases.service import TrashService
from worker.downloader import folder_lock
from worker.downloader.engine import Engine
from worker.downloader.folder_lock import FolderLock
from worker.downloader.folder_moves import (
    MARKER_SUFFIX,
    are_all_elsewhere,
    complete_interrupted_move,
    folder_of_marker,
    is_marker,
    is_plain_folder,
    rename_folder,
)
from worker.downloader.safe_names import free_folder
from worker.downloader.worker_context import WorkerContext, background_job
from worker.job_loop import Job

logger = logging.getLogger(__name__)

TRASH_FOLDER = ".recycle"
COLLECT_EVERY_S = 60.0


@dataclass
class TrashCollector:
    """Touches only what lies below one of the worker's roots."""

    trash: TrashService
    context: WorkerContext
    engines: Collection[Engine]
    now: Callable[[], datetime]
    _is_first_run: bool = field(default=True, init=False)

    def job(self) -> Job:
        wakeup = self.context.wakeups.trash
        return background_job("download trash", self.work, COLLECT_EVERY_S, wakeup)

    def work(self) -> bool:
        """One round. Always False: the rest can wait."""
        for entry in self.trash.to_discard():
            self._move_to_trash(entry)
        for entry in self.trash.to_restore():
            self._restore(entry)
        for entry in self.trash.expired():
            self._delete(entry)
        folder_lock.remove_stale_locks(self.context.root)
        self._remove_markers()
        if self._is_first_run:
            self._is_first_run = False
            self._tidy_completed()
            self.remove_copies()
        return False

    def _tidy_completed(self) -> None:
        """Let the engines finish what a killed worker left in folders of complete downloads."""
        for folder in self.trash.recently_completed():
            for engine in self.engines:
                with contextlib.suppress(OSError):
                    engine.tidy(Path(folder))

    def remove_copies(self) -> None:
        """
        Remove the folders of jobs that found their torrent in another job's folder.

        `LocationFinalizer` does so when such a job completes; this is for workers that were
        killed before. Only a copy goes: an administrator may have moved the whole root by hand,
        and then these are the files themselves, under another path than the recorded one.
        """
        for root in self.context.job_roots:
            self._remove_copies_in(root)

    def _remove_copies_in(self, root: Path) -> None:
        folders = {job_id: path for path in root.iterdir() if (job_id := job_id_of(path))}
        for job_id in self._files_elsewhere(root, folders):
            lock = FolderLock(self.context.root, folders[job_id])
            if not lock.acquire():
                continue
            try:
                files = self._files_elsewhere(root, [job_id]).get(job_id, [])
                if are_all_elsewhere(files, folders[job_id]):
                    shutil.rmtree(folders[job_id], ignore_errors=True)
                    logger.info("copy of a download removed", extra={"job_id": str(job_id)})
            finally:
                lock.release()

    def _files_elsewhere(self, root: Path, ids: Collection[UUID]) -> dict[UUID, list[str]]:
        return self.trash.moved_from_default(str(root), ids) if ids else {}

    def _remove_markers(self) -> None:
        """Markers of moved folders go once no job is recorded at the old place."""
        for root in self.context.roots:
            for marker in root.glob(f".*{MARKER_SUFFIX}"):
                folder = folder_of_marker(marker)
                lock = FolderLock(self.context.root, folder)
                if not lock.acquire():
                    continue  # it is just being moved
                try:
                    if is_marker(marker) and not self.trash.is_needed(str(folder)):
                        marker.unlink(missing_ok=True)
                finally:
                    lock.release()

    def _move_to_trash(self, entry: TrashEntry) -> None:
        folder = Path(entry.folder)
        if entry.is_shared or self.context.root_of(folder) is None:
            self.trash.forget_folder(entry.job_id)
            return
        lock = FolderLock(self.context.root, folder)
        if not lock.acquire():
            return  # the worker that runs the job has not released it yet
        try:
            if entry.moving_to is not None and self.context.root_of(Path(entry.moving_to)):
                folder = complete_interrupted_move(folder, Path(entry.moving_to))
                self.trash.set_folder(entry, str(folder))
                entry = replace(entry, folder=str(folder))
            self._rename_to_trash(entry, folder)
        finally:
            lock.release()

    def _rename_to_trash(self, entry: TrashEntry, folder: Path) -> None:
        root = self.context.root_of(folder)
        if root is None or not is_plain_folder(folder):
            if entry.trashed_to is not None:
                self.trash.finish_discard(entry)
            else:
                self.trash.forget_folder(entry.job_id)
            return
        for engine in self.engines:
            engine.drop(entry.job_id, remove_files=False)
        target = trash_folder_of(folder, root) / f"{self.now():%Y-%m-%d}" / str(entry.job_id)
        if entry.trashed_to is not None:
            target = Path(entry.trashed_to)
        if self.trash.start_discard(entry, str(target)):
            rename_folder(folder, target)
            self.trash.finish_discard(entry)

    def _restore(self, entry: TrashEntry) -> None:
        if entry.trashed_to is None:
            return
        trashed, folder = Path(entry.trashed_to), Path(entry.folder)
        if trashed.exists():
            if folder.exists():  # its name was taken meanwhile
                folder = free_folder(folder.parent, folder.name)
                self.trash.set_folder(entry, str(folder))
            rename_folder(trashed, folder)
        self.trash.finish_restore(entry)

    def _delete(self, entry: TrashEntry) -> None:
        # Only from the trash: the old place may be another download's by now.
        trashed = Path(entry.trashed_to or "")
        is_in_trash = TRASH_FOLDER in trashed.parts and self.context.root_of(trashed)
        if is_in_trash and is_plain_folder(trashed):
            shutil.rmtree(trashed, ignore_errors=True)
        self.trash.forget_folder(entry.job_id)
        logger.info("files of a download deleted", extra={"job_id": str(entry.job_id)})


def job_id_of(folder: Path) -> UUID | None:
    """The job a folder was made for, by its name."""
    try:
        return UUID(folder.name) if is_plain_folder(folder) else None
    except ValueError:
        return None


def trash_folder_of(folder: Path, root: Path) -> Path:
    """The trash on the folder's file system, as far up below the root as that goes."""
    device, parent = folder.stat().st_dev, folder.parent
    while parent != root and parent.parent.stat().st_dev == device:
        parent = parent.parent
    return parent / TRASH_FOLDER
