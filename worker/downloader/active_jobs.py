"""The jobs this worker has a lease on, as its threads share them."""

import threading
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from chalicelib.downloads.models import Status
from chalicelib.downloads.models.job_options import StatusDetail
from chalicelib.leases.models import QUARANTINE_CRASHES, WORTHWHILE_BYTES, Claim, Progress
from worker.downloader.engine import Engine, Phase, Report
from worker.downloader.folder_lock import SharedLock
from worker.downloader.job_state import (
    TRANSITIONS,
    Destination,
    IllegalTransition,
    JobProgress,
    JobState,
    Observation,
    PendingPause,
    Recorded,
    Reservation,
    Suspension,
)

MAX_PERCENT = 99  # 100 is kept for a job that is complete
#: Less than that is a piece or two that failed its check, and is not worth an event.
MIN_LOSS_PERCENT = 10
MAX_PROBATION_S = 1800.0

#: What a phase is called where the engine reports nothing more exact.
DETAILS = {
    Phase.CHECKING: StatusDetail.CHECKING,
    Phase.MOVING: StatusDetail.MOVING,
    Phase.FINISHED: StatusDetail.FINISHING,
}


@dataclass(eq=False)
class ActiveJob:
    """A claimed job and its engine. Changed by the monitor's thread only."""

    claim: Claim
    engine: Engine
    lock: SharedLock
    started_s: float  # when this worker claimed it
    status_since_s: float
    progress: JobProgress
    status: Status = Status.PREPARING
    state: JobState = field(default=JobState.RUNNING, init=False)
    is_lease_in_doubt: bool = False  # expired by this machine's clock, and not renewed yet
    is_on_probation: bool = False  # earlier workers died with it
    is_watched: bool = False  # a user has its details open
    options_version: int = 0
    observation: Observation = field(default_factory=Observation)
    recorded: Recorded = field(default_factory=Recorded)
    reservation: Reservation = field(default_factory=Reservation)
    destination: Destination = field(default_factory=Destination)
    suspension: Suspension | None = None  # kept while a suspended job is being paused
    pause: PendingPause | None = None

    # State changes.

    def suspend(self, detail: StatusDetail, now_s: float) -> None:
        self._enter(JobState.SUSPENDED)
        self.suspension = Suspension(detail, now_s)
        self.reservation.is_current = False
        self.set_status(Status.STALLED, now_s)

    def resume(self, bytes_done: int, now_s: float) -> None:
        """The reason of the suspension is gone."""
        self._enter(JobState.FINALIZING if self.destination.folder else JobState.RUNNING)
        self.suspension = None
        self.set_status(Status.DOWNLOADING, now_s)
        self.progress.throughput.restart(now_s, bytes_done)
        self.progress.throughput.is_slow = False
        self.resume_engine()

    def begin_pause(self, release_by_s: float, *, awaits_resume_data: bool) -> None:
        self._enter(JobState.PAUSING)
        self.pause = PendingPause(release_by_s, awaits_resume_data)
        self.engine.pause(self.claim.id)
        self.engine.request_resume_data()

    def cancel_pause(self) -> None:
        self._enter(JobState.SUSPENDED if self.suspension else JobState.RUNNING)
        self.pause = None
        self.resume_engine()

    def finalize(self, folder: Path) -> None:
        self._enter(JobState.FINALIZING)
        self.destination.folder = folder

    def leave(self) -> None:
        if self.state is not JobState.LEAVING:
            self._enter(JobState.LEAVING)

    def release(self) -> None:
        self._enter(JobState.RELEASED)
        self.lock.release()

    def doubt_lease(self) -> None:
        """Pause the engine: nothing may be written until the lease is renewed."""
        if not self.is_lease_in_doubt:
            self.is_lease_in_doubt = True
            self.engine.pause(self.claim.id)

    def confirm_lease(self) -> None:
        if self.is_lease_in_doubt:
            self.is_lease_in_doubt = False
            self.resume_engine()

    def resume_engine(self) -> None:
        """Resume the engine, unless something else keeps it from running."""
        is_running = self.state in (JobState.RUNNING, JobState.FINALIZING)
        if is_running and not self.is_lease_in_doubt:
            self.engine.resume(self.claim.id)

    def set_status(self, status: Status, now_s: float) -> None:
        """Mark the new status as stored; the rest of the row is written in the next round."""
        self.status, self.status_since_s = status, now_s
        self.recorded.advance = None

    def _enter(self, state: JobState) -> None:
        if state not in TRANSITIONS[self.state]:
            raise IllegalTransition(f"{self.state.name} to {state.name}")
        self.state = state

    def is_moving(self, report: Report | None) -> bool:
        """Whether its files are being moved, or are about to be."""
        if self.destination.folder is None or report is None or report.phase is Phase.BROKEN:
            return False
        return report.move_error is None and report.folder != self.destination.folder

    # Progress.

    def observe(self, report: Report, now_s: float) -> None:
        progress = self.progress
        if report.phase is Phase.RUNNING:
            progress.throughput.observe(now_s, report.bytes_done)
            progress.speed.observe(now_s, report.bytes_done)
            self._observe_total(report)
            progress.bytes_done = max(progress.bytes_done, report.bytes_done)
            progress.percent = max(progress.percent, percent_of(report))
        elif report.phase is not Phase.FINISHED:
            progress.throughput.restart(now_s, report.bytes_done)

    def _observe_total(self, report: Report) -> None:
        """Update the total: a new file selection changes the percentage of the same bytes."""
        progress, total = self.progress, report.bytes_total
        if progress.bytes_total and total != progress.bytes_total:
            progress.bytes_done = report.bytes_done
            if total > progress.bytes_total:
                self.reservation.is_current = False
                progress.percent = self.recorded.noted_percent = percent_of(report)
        progress.bytes_total = total

    def has_lost_data(self, report: Report) -> bool:
        """Whether much of what was shown turned out to be missing."""
        progress = self.progress
        if report.phase is not Phase.RUNNING or not report.bytes_total:
            return False
        if progress.bytes_total and report.bytes_total > progress.bytes_total:
            return False
        return percent_of(report) <= progress.percent - MIN_LOSS_PERCENT

    def reset_progress(self, report: Report) -> None:
        """Show less than before, as the report says."""
        self.progress.percent = self.recorded.noted_percent = percent_of(report)
        self.progress.bytes_done = report.bytes_done

    def is_proven(self, now_s: float, probation_s: float) -> bool:
        """
        Whether it ran long enough, or downloaded enough, to be cleared of crashing workers.

        Each crash after the one that quarantined it doubles its probation.
        """
        if self.progress.bytes_done - self.claim.bytes_downloaded >= WORTHWHILE_BYTES:
            return True
        if self.is_on_probation:
            more = max(self.claim.crash_count - QUARANTINE_CRASHES, 0)
            probation_s = min(probation_s * 2**more, MAX_PROBATION_S)
        return now_s - self.started_s >= probation_s

    def detail(self, report: Report) -> str:
        """The status detail shown to users."""
        if self.suspension is not None:
            return self.suspension.detail
        # What is being checked is shown as it was: it may well be all there.
        if report.phase is Phase.CHECKING and not self.progress.percent:
            return report.detail or ""
        return report.detail or DETAILS.get(report.phase) or ""

    def advance(self, report: Report, detail: str) -> Progress:
        progress, speed = self.progress, self.progress.speed
        is_flowing = self.status is Status.DOWNLOADING and report.phase is Phase.RUNNING
        bytes_left = max(report.bytes_total - report.bytes_done, 0)
        return Progress(
            id=self.claim.id,
            attempt=self.claim.attempt,
            detail=detail,
            progress_percent=progress.percent,
            bytes_total=report.bytes_total,
            bytes_downloaded=progress.bytes_done,
            download_speed_mbps=speed.megabits_per_s if is_flowing else 0.0,
            eta_seconds=speed.eta_s(bytes_left) if is_flowing and report.bytes_total else None,
            download_bytes_per_s=round(speed.bytes_per_s) if is_flowing else 0,
            upload_bytes_per_s=report.upload_bytes_per_s,
            bytes_uploaded=report.bytes_uploaded,
            peers=report.peers,
            seeds=report.seeds,
            peers_known=report.peers_known,
        )


def percent_of(report: Report) -> int:
    if not report.bytes_total:
        return 0
    return min(report.bytes_done * 100 // report.bytes_total, MAX_PERCENT)


class ActiveJobs:
    """Filled by the dispatcher, emptied by the monitor, read by the stream gateway."""

    def __init__(self, probation_s: float) -> None:
        self.probation_s = probation_s
        self._jobs: dict[UUID, ActiveJob] = {}
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._jobs)

    def add(self, job: ActiveJob) -> None:
        with self._lock:
            self._jobs[job.claim.id] = job

    def get(self, job_id: UUID) -> ActiveJob | None:
        return self._jobs.get(job_id)

    def all(self) -> list[ActiveJob]:
        with self._lock:
            return list(self._jobs.values())

    def remove(self, job: ActiveJob) -> None:
        with self._lock:
            if self._jobs.get(job.claim.id) is job:
                del self._jobs[job.claim.id]

    @property
    def is_any_suspended(self) -> bool:
        """
        Whether a job waits for disk space. No other job starts then: it would take that space.
        """
        return any(job.suspension is not None for job in self.all())

    @property
    def is_any_on_probation(self) -> bool:
        """Whether a job is on probation. No other job starts then: a crash must have one cause."""
        return any(job.is_on_probation for job in self.all())

    def are_proven(self, now_s: float) -> bool:
        return all(job.is_proven(now_s, self.probation_s) for job in self.all())

    def conflicts_with(self, claim: Claim) -> bool:
        """Whether it, or its owner's job for the same folder, is not released yet."""
        return any(
            job.claim.id == claim.id
            or (job.claim.user_id, job.claim.save_path) == (claim.user_id, claim.save_path)
            for job in self.all()
        )
