"""Claims jobs and hands them to their engines."""

import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from chalicelib.downloads.models import SourceType
from chalicelib.leases.models import Claim, FailureReason
from chalicelib.leases.service import LeaseService
from worker.downloader.active_jobs import ActiveJob, ActiveJobs
from worker.downloader.copies import complete_interrupted_move
from worker.downloader.engine import Engine, Task
from worker.downloader.folder_lock import FolderLocks
from worker.downloader.transitions import ThroughputWatch, Timeouts
from worker.downloader.trash import move

logger = logging.getLogger(__name__)

TRY_FOLDER_AGAIN_S = 5.0
LONGEST_WAIT_S = 60.0
MAX_AT_ONCE = 20
MOVED = FailureReason("moved", "Its files were just being moved.")
BUSY = FailureReason("busy_elsewhere", "Another worker has not let go of this yet.")


@dataclass(frozen=True, slots=True)
class Route:
    """Which engine brings a kind of source, and how long it may take."""

    engine: Engine
    timeouts: Timeouts


@dataclass
class Dispatcher:
    work_on: LeaseService
    worker_id: str
    root: Path  # every job's folder is made here
    routes: Mapping[SourceType, Route]
    held: ActiveJobs
    stop: threading.Event
    may_begin: Callable[[], bool] = lambda: True  # the way to the world is as the house wants it
    monotonic: Callable[[], float] = time.monotonic
    _locks: FolderLocks = field(init=False)
    _busy: dict[UUID, int] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        self._locks = FolderLocks(self.root)

    def work(self) -> bool:
        """Claim what may begin now, and begin it; whether there was anything."""
        if self.stop.is_set() or self.held.is_held_up or not self.may_begin():
            return False
        if self.held.is_on_probation:
            return False
        due_s = self.work_on.seconds_until_due()
        if due_s is None or due_s > 0:
            return False
        may_try = self.held.have_proved_themselves(self.monotonic())
        claims = self.work_on.claim(
            self.worker_id, str(self.root), MAX_AT_ONCE, allows_quarantined=may_try
        )
        for claim in claims:
            logger.info("job claimed", extra={"job_id": str(claim.id), "attempt": claim.attempt})
            self._begin(claim)
        return bool(claims)

    def _begin(self, claim: Claim) -> None:
        route = self.routes.get(claim.source_type)
        if route is None:
            setback = FailureReason("torrents_off", "Torrents are switched off on this server.")
            self.work_on.fail(claim, setback)
            return
        # An engine knows a job by its id: what comes back faster than it was let go of waits.
        is_free = not self.held.uses(claim)
        lock = self._locks.take(Path(claim.save_path)) if is_free else None
        if lock is None:
            # A worker that was stopped for long and lost its lease; it lets go when it wakes up.
            # Or somebody else's job for the same torrent, which may take long: ask ever less.
            tries = self._busy.get(claim.id, 0)
            self._busy[claim.id] = tries + 1
            wait_s = min(TRY_FOLDER_AGAIN_S * 2**tries, LONGEST_WAIT_S)
            self.work_on.postpone(claim, BUSY, wait_s)
            return
        self._busy.pop(claim.id, None)
        if claim.moving_to is not None:
            folder = complete_interrupted_move(Path(claim.save_path), Path(claim.moving_to))
            self.work_on.relocated(claim, str(folder))
            if folder != Path(claim.save_path):
                # Under the lock of the place where it is now.
                lock.release()
                self.work_on.postpone(claim, MOVED, 0)
                return
        if claim.trashed_to is not None:
            move(Path(claim.trashed_to), Path(claim.save_path))
        now_s = self.monotonic()
        held = ActiveJob(
            claim=claim,
            lock=lock,
            engine=route.engine,
            flow=ThroughputWatch(route.timeouts, now_s),
            since_s=now_s,
            begun_s=now_s,
            is_on_probation=claim.is_on_probation,
            percent=claim.progress_percent,
            bytes_done=claim.bytes_downloaded,
            told_percent=claim.progress_percent,
            options_version=claim.options_version,
            target_root=claim.target_root,
        )
        self.held.add(held)
        route.engine.add(task_of(claim))


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
