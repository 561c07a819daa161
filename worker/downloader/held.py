"""The jobs this worker holds, as its threads share them."""

import threading
from dataclasses import dataclass, field
from uuid import UUID

from chalicelib.downloads.models import Advance, Claim, Status
from worker.downloader.engine import Engine, Phase, Report
from worker.downloader.folder_lock import FolderLock
from worker.downloader.speed import Speed
from worker.downloader.verdicts import Flow

ALMOST = 99  # 100 is kept for a job that is complete
FALL = 10  # percent; less than that is a piece or two, and is caught up with in silence
TELL_EVERY = 10  # percent


@dataclass(eq=False)
class Held:
    """One job, and what was told of it so far. Changed by the monitor's thread only."""

    claim: Claim
    engine: Engine
    lock: FolderLock
    flow: Flow
    since_s: float  # when it came into its state
    status: Status = Status.PREPARING
    speed: Speed = field(default_factory=Speed)
    percent: int = 0
    bytes_done: int = 0
    told_percent: int = 0  # the last one in an event
    written: Advance | None = None
    written_at_s: float = 0.0
    described: tuple[str, str | None, str] | None = None
    has_room: bool = False  # the disk was asked
    is_paused: bool = False

    def observe(self, report: Report, now_s: float) -> None:
        """Take in a report."""
        if report.phase is Phase.RUNNING:
            self.flow.observe(now_s, report.bytes_done)
            self.speed.observe(now_s, report.bytes_done)
            self.bytes_done = max(self.bytes_done, report.bytes_done)
            self.percent = max(self.percent, percent_of(report))
        elif report.phase is not Phase.FINISHED:
            self.flow.restart(now_s, report.bytes_done)

    def fell_behind(self, report: Report) -> bool:
        """Whether much of what was shown turned out not to be there."""
        if report.phase is not Phase.RUNNING or not report.bytes_total:
            return False
        return percent_of(report) <= self.percent - FALL

    def recount(self, report: Report) -> None:
        self.percent = percent_of(report)
        self.bytes_done = report.bytes_done

    def advance(self, report: Report, detail: str) -> Advance:
        is_flowing = self.status is Status.DOWNLOADING and report.phase is Phase.RUNNING
        left = max(report.bytes_total - report.bytes_done, 0)
        return Advance(
            id=self.claim.id,
            attempt=self.claim.attempt,
            detail=detail,
            progress_percent=self.percent,
            bytes_total=report.bytes_total,
            bytes_downloaded=self.bytes_done,
            download_speed_mbps=self.speed.megabits_per_s if is_flowing else 0.0,
            eta_seconds=self.speed.eta_s(left) if is_flowing and report.bytes_total else None,
        )


def percent_of(report: Report) -> int:
    if not report.bytes_total:
        return 0
    return min(report.bytes_done * 100 // report.bytes_total, ALMOST)


class HeldJobs:
    """Added to by the dispatcher, watched by the monitor, read by the stream gateway."""

    def __init__(self) -> None:
        self._jobs: dict[UUID, Held] = {}
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._jobs)

    def add(self, held: Held) -> None:
        with self._lock:
            self._jobs[held.claim.id] = held

    def get(self, job_id: UUID) -> Held | None:
        return self._jobs.get(job_id)

    def all(self) -> list[Held]:
        with self._lock:
            return list(self._jobs.values())

    def remove(self, held: Held) -> None:
        with self._lock:
            if self._jobs.get(held.claim.id) is held:
                del self._jobs[held.claim.id]
