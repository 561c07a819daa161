"""Claims jobs and hands them to their engines."""

import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from chalicelib.downloads.models import Claim, Setback, SourceType
from chalicelib.downloads.service import DownloadWork
from worker.downloader.engine import Engine, Task
from worker.downloader.folder_lock import FolderLock
from worker.downloader.held import Held, HeldJobs
from worker.downloader.verdicts import Flow, Patience

logger = logging.getLogger(__name__)

TRY_FOLDER_AGAIN_S = 5.0
BUSY = Setback("busy_elsewhere", "Another worker has not let go of this yet.")


@dataclass(frozen=True, slots=True)
class Route:
    """Which engine brings a kind of source, and how long it may take."""

    engine: Engine
    patience: Patience


@dataclass(frozen=True)
class Dispatcher:
    work_on: DownloadWork
    worker_id: str
    root: Path  # every job's folder is made here
    routes: Mapping[SourceType, Route]
    held: HeldJobs
    stop: threading.Event
    monotonic: Callable[[], float] = time.monotonic
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def work(self) -> bool:
        """Claim one job and begin it; whether there was one."""
        if self.stop.is_set() or len(self.held) >= self.work_on.max_active:
            return False
        due_s = self.work_on.next_turn_in_s()
        if due_s is None or due_s > 0:
            return False
        claim = self.work_on.claim(self.worker_id, str(self.root))
        if claim is None:
            return False
        logger.info("job claimed", extra={"job_id": str(claim.id), "attempt": claim.attempt})
        self._begin(claim)
        return True

    def _begin(self, claim: Claim) -> None:
        route = self.routes.get(claim.source_type)
        if route is None:
            setback = Setback("torrents_off", "Torrents are switched off on this server.")
            self.work_on.fail(claim, setback)
            return
        lock = FolderLock(self.root, claim.id)
        if not lock.acquire():
            # A worker that was stopped for long and lost its lease; it lets go when it wakes up.
            self.work_on.postpone(claim, BUSY, TRY_FOLDER_AGAIN_S)
            return
        now_s = self.monotonic()
        held = Held(
            claim=claim,
            lock=lock,
            engine=route.engine,
            flow=Flow(route.patience, now_s),
            since_s=now_s,
            percent=claim.progress_percent,
            bytes_done=claim.bytes_downloaded,
            told_percent=claim.progress_percent,
        )
        self.held.add(held)
        route.engine.add(
            Task(
                job_id=claim.id,
                source_type=claim.source_type,
                source=claim.source,
                folder=Path(claim.save_path),
                title=claim.title,
                info_hash=claim.info_hash,
                resume_data=claim.resume_data,
            )
        )
