"""Claims jobs and hands them to their engines."""

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from chalicelib.downloads.models import SourceType
from chalicelib.leases.models import Claim, FailureReason
from chalicelib.leases.service import LeaseService
from worker.downloader.active_jobs import ActiveJob, ActiveJobs
from worker.downloader.engine import Engine, Task
from worker.downloader.folder_lock import FolderLocks
from worker.downloader.folder_moves import complete_interrupted_move, rename_folder
from worker.downloader.job_state import Destination, JobProgress, Recorded
from worker.downloader.transitions import ThroughputWatch, Timeouts
from worker.downloader.worker_context import WorkerContext, background_job
from worker.job_loop import Job

logger = logging.getLogger(__name__)

LOCK_RETRY_S = 5.0
MAX_LOCK_RETRY_S = 60.0
MAX_CLAIMS_AT_ONCE = 20
MOVED = FailureReason("moved", "Its files were just being moved.")
BUSY = FailureReason("busy_elsewhere", "Another worker has not let go of this yet.")
NO_ENGINE = FailureReason("torrents_off", "Torrents are switched off on this server.")


@dataclass(frozen=True, slots=True)
class EngineRoute:
    """The engine for a source type, and its timeouts."""

    engine: Engine
    timeouts: Timeouts


@dataclass
class Dispatcher:
    leases: LeaseService
    context: WorkerContext
    routes: Mapping[SourceType, EngineRoute]
    active_jobs: ActiveJobs
    poll_interval_s: float = 3.0
    monotonic: Callable[[], float] = time.monotonic
    _locks: FolderLocks = field(init=False)
    _lock_tries: dict[UUID, int] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        self._locks = FolderLocks(self.context.root)

    def job(self) -> Job:
        wakeup = self.context.wakeups.dispatcher
        return background_job("download dispatcher", self.work, self.poll_interval_s, wakeup)

    def work(self) -> bool:
        """Claim the jobs that may start now, and start them; whether there were any."""
        if not self._may_claim():
            return False
        due_s = self.leases.seconds_until_due()
        if due_s is None or due_s > 0:
            return False
        claims = self.leases.claim(
            self.context.worker_id,
            str(self.context.new_job_root),
            MAX_CLAIMS_AT_ONCE,
            allows_quarantined=self.active_jobs.are_proven(self.monotonic()),
        )
        for claim in claims:
            logger.info("job claimed", extra={"job_id": str(claim.id), "attempt": claim.attempt})
            self._start(claim)
        return bool(claims)

    def _may_claim(self) -> bool:
        if self.context.stopping.is_set() or not self.context.is_configured.is_set():
            return False
        return not self.active_jobs.is_any_suspended and not self.active_jobs.is_any_on_probation

    def _start(self, claim: Claim) -> None:
        route = self.routes.get(claim.source_type)
        if route is None:
            self.leases.fail(claim, NO_ENGINE)
            return
        # An engine knows a job by its id: one that is claimed again before it is released waits.
        is_free = not self.active_jobs.conflicts_with(claim)
        lock = self._locks.acquire(Path(claim.save_path)) if is_free else None
        if lock is None:
            self._postpone_locked(claim)
            return
        self._lock_tries.pop(claim.id, None)
        if claim.moving_to is not None:
            folder = complete_interrupted_move(Path(claim.save_path), Path(claim.moving_to))
            self.leases.relocated(claim, str(folder))
            if folder != Path(claim.save_path):
                # The lock is for the old place: claim it again, under the lock of the new one.
                lock.release()
                self.leases.postpone(claim, MOVED, 0)
                return
        if claim.trashed_to is not None:
            rename_folder(Path(claim.trashed_to), Path(claim.save_path))
        now_s = self.monotonic()
        job = ActiveJob(
            claim=claim,
            engine=route.engine,
            lock=lock,
            started_s=now_s,
            status_since_s=now_s,
            progress=JobProgress(
                ThroughputWatch(route.timeouts, now_s),
                percent=claim.progress_percent,
                bytes_done=claim.bytes_downloaded,
            ),
            recorded=Recorded(noted_percent=claim.progress_percent),
            destination=Destination(claim.target_root),
            is_on_probation=claim.is_on_probation,
            options_version=claim.options_version,
        )
        self.active_jobs.add(job)
        route.engine.add(task_of(claim))

    def _postpone_locked(self, claim: Claim) -> None:
        """
        Retry with backoff: another process holds the folder's lock.

        That is a worker that was suspended and lost its lease (it releases the lock when it
        resumes), or one that runs another user's job for the same torrent, which may take long.
        """
        tries = self._lock_tries.get(claim.id, 0)
        self._lock_tries[claim.id] = tries + 1
        self.leases.postpone(claim, BUSY, min(LOCK_RETRY_S * 2**tries, MAX_LOCK_RETRY_S))


def task_of(claim: Claim) -> Task:
    return Task(
        job_id=claim.id,
        source_type=claim.source_type,
        source=claim.source,
        folder=Path(claim.save_path),
        title=claim.title,
        info_hash=claim.info_hash,
        resume_data=claim.resume_data,
        options=claim.options,
        metadata=claim.metadata,
        seeded_bytes=claim.bytes_uploaded,
        seeded_s=claim.seeding_seconds,
    )
