"""
Brings the files of completed downloads to where they belong.

On one disk by a rename; onto another by copying to a name of ours, syncing, comparing sizes and
only then renaming. What is at the old place goes last, so that whatever is killed whenever, one
whole set is somewhere.
"""

import logging
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from chalicelib.leases.models import Relocation
from chalicelib.leases.service import RelocationService
from worker.downloader import disk
from worker.downloader.copies import COPY, is_copy
from worker.downloader.folder_lock import FolderLock
from worker.downloader.names import free_folder
from worker.downloader.seeding import SeedingMonitor
from worker.downloader.trash import is_plain_folder

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Relocator:
    work_on: RelocationService
    worker_id: str
    root: Path  # locks are kept here
    roots: Sequence[Path]  # where files may come from and go to
    seeds: SeedingMonitor

    def work(self) -> bool:
        """Move what is asked for; whether there was anything."""
        wanted = self.work_on.pending(self.worker_id)
        for each in wanted:
            lock = FolderLock(self.root, Path(each.folder))
            if not lock.acquire():
                continue
            try:
                self._one(each)
            finally:
                lock.release()
        return False

    def _one(self, wanted: Relocation) -> None:
        old, root = Path(wanted.folder), Path(wanted.root)
        if not self._is_ours(old) or not any(root == r or r in root.parents for r in self.roots):
            self.work_on.fail(wanted, "Its files are not in one of our folders.")
            return
        if old in (root, *root.parents):
            self.work_on.fail(wanted, "A folder cannot go into itself.")
            return
        if wanted.is_shared and wanted.started_to is None:
            self.work_on.fail(wanted, "Another download needs its files where they are.")
            return
        if wanted.started_to is None and root in old.parents:
            self.work_on.finish(wanted, str(old))
            return
        to = Path(wanted.started_to) if wanted.started_to else free_folder(root, wanted.title)
        if wanted.started_to is None:
            self.work_on.start(wanted, str(to))
        self.seeds.rest(wanted.job_id)
        try:
            bring(old, to)
        except OSError as error:
            logger.warning("download not moved", extra={"errno": error.errno})
            self.work_on.fail(wanted, error.strerror or "The disk refused.")
            return
        # Before it is said to be done: nobody would come back for what is left.
        if to.is_dir() and old != to:
            shutil.rmtree(old, ignore_errors=True)
        self.work_on.finish(wanted, str(to))
        self.seeds.check_now()

    def _is_ours(self, folder: Path) -> bool:
        return ".." not in folder.parts and any(root in folder.parents for root in self.roots)


def bring(old: Path, to: Path) -> None:
    """
    All of it, or an `OSError` with everything where it was.

    Done again after a kill, it ends well.
    """
    if to.is_dir() and (not old.exists() or is_copy(old, to)):
        return
    if not is_plain_folder(old):
        raise FileNotFoundError(2, "The files are not there any more")
    to.parent.mkdir(parents=True, exist_ok=True)
    try:
        old.rename(to)
    except OSError:  # another disk
        draft = to.with_name(to.name + COPY)
        shutil.rmtree(draft, ignore_errors=True)
        try:
            copy(old, draft)
            draft.rename(to)
        except OSError:  # also when something of the same name came there meanwhile
            shutil.rmtree(draft, ignore_errors=True)
            raise
    disk.sync_folder(to.parent)


def copy(old: Path, to: Path) -> None:
    """Every file, synced and of the same size. Links are not followed, and not taken along."""
    for folder, _folders, files in os.walk(old):
        target = to / Path(folder).relative_to(old)
        target.mkdir(parents=True, exist_ok=True)
        for name in files:
            source = Path(folder) / name
            if source.is_symlink() or not source.is_file():
                continue
            shutil.copy2(source, target / name, follow_symlinks=False)
            disk.sync_file(target / name)
            if (target / name).stat().st_size != source.stat().st_size:
                raise OSError(5, "A copy came out shorter than the file")
        disk.sync_folder(target)
