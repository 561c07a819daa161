"""The jobs this worker holds, as its threads share them."""

import threading
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from chalicelib.downloads.models import Status
from chalicelib.downloads.models.options import StatusDetail
from chalicelib.leases.models import QUARANTINE_CRASHES, WORTHWHILE_BYTES, Claim, Progress
from worker.downloader.engine import Engine, Phase, Report
from worker.downloader.folder_lock import SharedLock
from worker.downloader.speed import Speed
from worker.downloader.transitions import ThroughputWatch

ALMOST = 99  # 100 is kept for a job that is complete
FALL = 10  # percent; less than that is a piece or two, and is caught up with in silence
TELL_EVERY = 10  # percent
#: What kills a worker does so at once, mostly.
TRIAL_S = 10.0
LONGEST_TRIAL_S = 1800.0

#: What a phase is called where the engine says nothing more exact.
DETAILS = {
    Phase.CHECKING: StatusDetail.CHECKING,
    Phase.MOVING: StatusDetail.MOVING,
    Phase.FINISHED: StatusDetail.FINISHING,
}


@dataclass(eq=False)
class ActiveJob:
    """One job, and what was told of it so far. Changed by the monitor's thread only."""

    claim: Claim
    engine: Engine
    lock: SharedLock
    flow: ThroughputWatch
    since_s: float  # when it came into its state
    begun_s: float = 0.0  # when this worker took it
    is_on_probation: bool = False  # others died with it
    status: Status = Status.PREPARING
    speed: Speed = field(default_factory=Speed)
    percent: int = 0
    bytes_done: int = 0
    bytes_total: int = 0
    told_percent: int = 0  # the last one in an event
    written: Progress | None = None
    seen: Report | None = None  # the last report that was looked at
    seen_at_s: float = 0.0
    has_news: bool = False  # looked at since its row was made
    warned: str = ""  # the last that was told
    described: tuple[object, ...] | None = None
    #: Why it waits, if it does; its engine is at rest meanwhile.
    waits_for: StatusDetail | None = None
    asked_room_at_s: float = 0.0
    hit_the_wall: int = 0  # how often the disk was full again without anything having come
    has_room: bool = False  # what is still to come is reserved
    room_on: str | None = None  # the disk it is reserved on, the last time
    room_bytes: int = 0  # until so much is here
    is_paused: bool = False  # our own lease is in doubt
    is_leaving: bool = False  # it is not ours any more, and let go of as soon as that is safe
    parts_at_s: float | None = None  # a person paused it: let go of it by then at the latest
    awaits_data: bool = False  # the resume data of a job that is let go of
    is_watched: bool = False  # somebody has its details open
    options_version: int = 0
    target_root: str | None = None
    moves_to: Path | None = None  # once it is complete
    went_to: str | None = None  # the root it was meant for when that was decided

    def observe(self, report: Report, now_s: float) -> None:
        """Take in a report."""
        if report.phase is Phase.RUNNING:
            self.flow.observe(now_s, report.bytes_done)
            self.speed.observe(now_s, report.bytes_done)
            self._want(report)
            self.bytes_done = max(self.bytes_done, report.bytes_done)
            self.percent = max(self.percent, percent_of(report))
        elif report.phase is not Phase.FINISHED:
            self.flow.restart(now_s, report.bytes_done)

    def has_proved_itself(self, now_s: float, trial_s: float) -> bool:
        """
        Whether the worker has lived with it for so long that it is not what kills workers.

        On trial it takes twice as long after each time somebody died all the same.
        """
        if self.bytes_done - self.claim.bytes_downloaded >= WORTHWHILE_BYTES:
            return True
        if self.is_on_probation:
            more = max(self.claim.crash_count - QUARANTINE_CRASHES, 0)
            trial_s = min(trial_s * 2**more, LONGEST_TRIAL_S)
        return now_s - self.begun_s >= trial_s

    def fell_behind(self, report: Report) -> bool:
        """Whether much of what was shown turned out not to be there."""
        if report.phase is not Phase.RUNNING or not report.bytes_total:
            return False
        if self.bytes_total and report.bytes_total > self.bytes_total:
            return False
        return percent_of(report) <= self.percent - FALL

    def recount(self, report: Report) -> None:
        self.percent = percent_of(report)
        self.bytes_done = report.bytes_done

    def _want(self, report: Report) -> None:
        """When other files are wanted than before, the same bytes are another share."""
        if self.bytes_total and report.bytes_total != self.bytes_total:
            self.bytes_done = report.bytes_done
            self.has_room = self.has_room and report.bytes_total < self.bytes_total
            if report.bytes_total > self.bytes_total:
                self.percent = percent_of(report)
                self.told_percent = self.percent
        self.bytes_total = report.bytes_total

    def detail(self, report: Report) -> str:
        """What exactly it does now."""
        if self.waits_for is not None:
            return self.waits_for
        # What is being checked is shown as it was: it may well all be there.
        if report.phase is Phase.CHECKING and not self.percent:
            return report.detail or ""
        return report.detail or DETAILS.get(report.phase) or ""

    def advance(self, report: Report, detail: str) -> Progress:
        is_flowing = self.status is Status.DOWNLOADING and report.phase is Phase.RUNNING
        left = max(report.bytes_total - report.bytes_done, 0)
        rate = round(self.speed.bytes_per_s)
        return Progress(
            id=self.claim.id,
            attempt=self.claim.attempt,
            detail=detail,
            progress_percent=self.percent,
            bytes_total=report.bytes_total,
            bytes_downloaded=self.bytes_done,
            download_speed_mbps=self.speed.megabits_per_s if is_flowing else 0.0,
            eta_seconds=self.speed.eta_s(left) if is_flowing and report.bytes_total else None,
            download_bytes_per_s=rate if is_flowing else 0,
            upload_bytes_per_s=report.upload_bytes_per_s,
            bytes_uploaded=report.bytes_uploaded,
            peers=report.peers,
            seeds=report.seeds,
            peers_known=report.peers_known,
        )


def percent_of(report: Report) -> int:
    if not report.bytes_total:
        return 0
    return min(report.bytes_done * 100 // report.bytes_total, ALMOST)


class ActiveJobs:
    """Added to by the dispatcher, watched by the monitor, read by the stream gateway."""

    def __init__(self, trial_s: float = TRIAL_S) -> None:
        self.trial_s = trial_s
        self._jobs: dict[UUID, ActiveJob] = {}
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._jobs)

    def add(self, held: ActiveJob) -> None:
        with self._lock:
            self._jobs[held.claim.id] = held

    def get(self, job_id: UUID) -> ActiveJob | None:
        return self._jobs.get(job_id)

    def all(self) -> list[ActiveJob]:
        with self._lock:
            return list(self._jobs.values())

    def remove(self, held: ActiveJob) -> None:
        with self._lock:
            if self._jobs.get(held.claim.id) is held:
                del self._jobs[held.claim.id]

    @property
    def is_held_up(self) -> bool:
        """
        Whether one of them waits for room on the disk or for the network: then nothing new is
        begun. It would take the room the other waits for, or only wait as well.
        """
        return any(held.waits_for is not None for held in self.all())

    @property
    def is_on_probation(self) -> bool:
        """Whether one of them is being tried by itself: nothing else begins meanwhile."""
        return any(held.is_on_probation for held in self.all())

    def have_proved_themselves(self, now_s: float) -> bool:
        return all(held.has_proved_itself(now_s, self.trial_s) for held in self.all())

    def uses(self, claim: Claim) -> bool:
        """Whether it, or its owner's job for the same folder, has not been let go of yet."""
        return any(
            held.claim.id == claim.id
            or (held.claim.user_id, held.claim.save_path) == (claim.user_id, claim.save_path)
            for held in self.all()
        )
