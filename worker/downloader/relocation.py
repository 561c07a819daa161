"""Moves downloads to their target folder: before they complete, and afterwards."""

import logging
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from chalicelib.leases.models import Relocation
from chalicelib.leases.service import LeaseService, RelocationService
from worker.downloader.active_jobs import ActiveJob, ActiveJobs
from worker.downloader.engine import Report
from worker.downloader.event_log import EventLog
from worker.downloader.folder_lock import FolderLock
from worker.downloader.folder_moves import are_all_elsewhere, is_plain_folder, move_folder
from worker.downloader.safe_names import free_folder
from worker.downloader.seeding import SeedingMonitor
from worker.downloader.worker_context import WorkerContext, background_job
from worker.job_loop import Job

logger = logging.getLogger(__name__)

RELOCATE_EVERY_S = 60.0


@dataclass(frozen=True)
class LocationFinalizer:
    """Moves the files of a complete job, by its engine, before the job is recorded as complete."""

    leases: LeaseService
    active_jobs: ActiveJobs
    event_log: EventLog
    job_roots: Callable[[], Sequence[Path]]  # every job starts in a folder of its id below one

    def is_in_place(self, job: ActiveJob, report: Report) -> bool:
        """
        Whether the files are where they belong; otherwise their move has begun.

        Raises `LeaseLost`.
        """
        destination = job.destination
        if destination.root is None:
            return True
        if destination.folder is not None:
            if report.move_error is not None:
                self.leases.set_move_target(job.claim, None)
                self.event_log.note(job, f"It stays where it is: {report.move_error}")
            # An engine may begin the move later: until then its files are where they were.
            return report.move_error is not None or report.folder == destination.folder
        root, destination.decided_root = Path(destination.root), destination.root
        folder = report.folder or Path(job.claim.save_path)
        if folder.is_relative_to(root):
            return True
        if self.leases.is_shared(job.claim, folder):
            message = "It stays where it is: another download needs its files there."
            self.event_log.note(job, message)
            return True
        # The target folders of other moves may not exist yet.
        taken = [
            other.destination.folder
            for other in self.active_jobs.all()
            if other.destination.folder is not None
        ]
        target = free_folder(root, report.title or job.claim.title, taken)
        self.leases.set_move_target(job.claim, target)
        job.finalize(target)
        job.engine.move(job.claim.id, target)
        return False

    def remove_copies(self, job: ActiveJob, report: Report) -> None:
        """
        Remove the folders of a job that found its torrent in another job's folder.

        These are its own, and the one of an earlier attempt. The trash collector removes those of
        a worker that was killed before this.
        """
        paths = [file.path for file in report.files]
        for own in {
            Path(job.claim.save_path),
            *(root / str(job.claim.id) for root in self.job_roots()),
        }:
            # A folder may be known by two names.
            is_copy = is_plain_folder(own) and are_all_elsewhere(paths, own)
            if is_copy and not self.leases.is_shared(job.claim, own):
                shutil.rmtree(own, ignore_errors=True)


@dataclass(frozen=True)
class Relocator:
    """Moves the files of completed downloads that users want elsewhere."""

    relocations: RelocationService
    context: WorkerContext
    seeding: SeedingMonitor

    def job(self) -> Job:
        wakeup = self.context.wakeups.relocation
        return background_job("download relocation", self.work, RELOCATE_EVERY_S, wakeup)

    def work(self) -> bool:
        """Carry out every open relocation. Always False: failed ones are tried later."""
        for relocation in self.relocations.pending(self.context.worker_id):
            lock = FolderLock(self.context.root, Path(relocation.folder))
            if not lock.acquire():
                continue
            try:
                self._relocate(relocation)
            finally:
                lock.release()
        return False

    def _relocate(self, relocation: Relocation) -> None:
        old, root = Path(relocation.folder), Path(relocation.root)
        if (refusal := self._refusal(relocation)) is not None:
            self.relocations.fail(relocation, refusal)
            return
        if relocation.started_to is None and root in old.parents:
            self.relocations.finish(relocation, str(old))
            return
        if relocation.started_to is None:
            target = free_folder(root, relocation.title)
            self.relocations.start(relocation, str(target))
        else:
            target = Path(relocation.started_to)
        self.seeding.stop_seeding(relocation.job_id)
        try:
            move_folder(old, target)
        except OSError as error:
            logger.warning("download not moved", extra={"errno": error.errno})
            self.relocations.fail(relocation, error.strerror or "The disk refused.")
            return
        # Before it is recorded as done: afterwards nothing would remove what is left.
        if target.is_dir() and old != target:
            shutil.rmtree(old, ignore_errors=True)
        self.relocations.finish(relocation, str(target))
        self.context.wakeups.renew_seeding()

    def _refusal(self, relocation: Relocation) -> str | None:
        """Why the files cannot be moved; None when they can."""
        old, root = Path(relocation.folder), Path(relocation.root)
        roots = self.context.roots
        if not self.context.root_of(old) or not any(r in (root, *root.parents) for r in roots):
            return "Its files are not in one of our folders."
        if old in (root, *root.parents):
            return "A folder cannot go into itself."
        if relocation.is_shared and relocation.started_to is None:
            return "Another download needs its files where they are."
        return None
