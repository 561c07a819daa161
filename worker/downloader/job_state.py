"""The state of an active job: one of six states, and the data that belong to it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from pathlib import Path

from chalicelib.downloads.models.job_options import StatusDetail
from chalicelib.leases.models import Progress
from worker.downloader.engine import Report
from worker.downloader.speed import Speed
from worker.downloader.transitions import ThroughputWatch


class JobState(Enum):
    """What the worker does with a job. `Status` is what the database records of it."""

    RUNNING = auto()  # its engine works on it
    SUSPENDED = auto()  # its engine waits, for the network or for disk space
    PAUSING = auto()  # a user paused it; released once its resume data are saved
    FINALIZING = auto()  # complete; its files move to the folder they belong in
    LEAVING = auto()  # its lease is lost; released once its files stop moving
    RELEASED = auto()


TRANSITIONS: Mapping[JobState, frozenset[JobState]] = {
    JobState.RUNNING: frozenset(
        {JobState.SUSPENDED, JobState.PAUSING, JobState.FINALIZING, JobState.RELEASED}
    ),
    JobState.SUSPENDED: frozenset(
        {
            JobState.RUNNING,
            JobState.PAUSING,
            JobState.FINALIZING,
            JobState.LEAVING,
            JobState.RELEASED,
        }
    ),
    JobState.PAUSING: frozenset({JobState.RUNNING, JobState.SUSPENDED, JobState.RELEASED}),
    JobState.FINALIZING: frozenset({JobState.SUSPENDED, JobState.LEAVING, JobState.RELEASED}),
    JobState.LEAVING: frozenset({JobState.RELEASED}),
    JobState.RELEASED: frozenset(),
}


class IllegalTransition(Exception):
    """A job cannot go from its state to that one."""


@dataclass(slots=True)
class JobProgress:
    """What has arrived, as users see it: it does not fall while an engine checks."""

    throughput: ThroughputWatch
    speed: Speed = field(default_factory=Speed)
    percent: int = 0
    bytes_done: int = 0
    bytes_total: int = 0


@dataclass(slots=True)
class Observation:
    """The last report that was evaluated."""

    report: Report | None = None
    at_s: float = 0.0
    is_unwritten: bool = False


@dataclass(slots=True)
class Recorded:
    """What the database holds of the job: only changes are written."""

    noted_percent: int = 0  # the last one in the event log
    warning: str = ""
    description: tuple[object, ...] | None = None
    advance: Progress | None = None


@dataclass(slots=True)
class Suspension:
    detail: StatusDetail  # what the job waits for
    checked_at_s: float  # when space was last asked for


@dataclass(slots=True)
class PendingPause:
    release_by_s: float
    awaits_resume_data: bool


@dataclass(slots=True)
class Reservation:
    """Disk space that is kept for the job."""

    is_current: bool = False
    volume: str | None = None  # where, the last time
    bytes_total: int = 0  # kept until so much has arrived
    full_count: int = 0  # how often in a row the disk was full without a byte having arrived


@dataclass(slots=True)
class Destination:
    """Where the files go once they are complete."""

    root: str | None = None  # None: they stay where they are
    folder: Path | None = None  # set when the move begins
    decided_root: str | None = None  # the root as it was then
