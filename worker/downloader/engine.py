"""
What an engine is: something that brings the bytes of a job to disk.

An engine knows nothing of the database. It is given tasks, says how each is doing whenever it
is asked, and lets go when told. tests/worker/test_engine_contract.py holds every engine to this.
To add one: a module that keeps this contract, and a line in `worker.downloader.engines`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum, auto
from pathlib import Path
from typing import Any, Protocol, runtime_checkable
from uuid import UUID

from chalicelib.download_settings.models.limits import SeedRules
from chalicelib.download_settings.models.settings import Network
from chalicelib.downloads.models import SourceType
from chalicelib.downloads.models.details import Peer, TorrentEntry, Tracker
from chalicelib.downloads.models.options import JobOptions, StatusDetail
from chalicelib.leases.models import ArrivedFile
from worker.downloader.reader import InProgressFile


class Phase(Enum):
    PREPARING = auto()  # nothing is known of the content yet
    CHECKING = auto()  # what lies on disk is compared with what should
    RUNNING = auto()
    MOVING = auto()  # its files go to another folder; it goes on by itself afterwards
    FINISHED = auto()  # every byte that is wanted is on disk under its final name
    SEEDING = auto()  # `finish` was called, and others are given of it
    DONE = auto()  # it was seeding, and the rules say it is enough
    BROKEN = auto()  # see `Report.fault`


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a task does not go on. `reason` is stable; `message` is for people."""

    reason: str
    message: str
    may_retry: bool
    payload: dict[str, Any] = field(default_factory=dict)


class TaskFailed(Exception):
    """Work on a task ended with a fault."""

    def __init__(
        self, reason: str, message: str, *, may_retry: bool = False, **payload: Any
    ) -> None:
        super().__init__(message)
        self.fault = Fault(reason, message, may_retry, payload)


@dataclass(frozen=True, slots=True)
class Task:
    """One job, for an engine."""

    job_id: UUID
    source_type: SourceType
    source: str = field(repr=False)  # may hold secrets: never in logs
    folder: Path  # the job's own; an engine writes nowhere else
    title: str = ""
    info_hash: str | None = None
    resume_data: bytes | None = field(default=None, repr=False)
    options: JobOptions = field(default_factory=JobOptions)
    metadata: bytes | None = field(
        default=None, repr=False
    )  # the .torrent, known from a look inside
    #: It is complete already and only given to others, by these rules.
    seed: SeedRules | None = None
    seeded_bytes: int = 0  # given by earlier sessions
    seeded_s: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """How a task is doing. Sizes in bytes, 0 while unknown; of what is wanted only."""

    phase: Phase
    detail: StatusDetail | None = None  # where there is more to say than the phase does
    bytes_total: int = 0
    bytes_done: int = 0
    download_bytes_per_s: int = 0
    upload_bytes_per_s: int = 0
    bytes_uploaded: int = 0  # over all sessions
    seeding_s: int = 0  # over all sessions
    peers: int = 0  # connected, seeds among them
    seeds: int = 0
    peers_known: int = 0
    is_private: bool = False
    title: str = ""
    info_hash: str | None = None
    folder: Path | None = None  # where the files are, when known
    contents: tuple[TorrentEntry, ...] | None = None  # once known, skipped files among them
    files: tuple[ArrivedFile, ...] = ()  # once finished, without what was skipped
    fault: Fault | None = None
    move_error: str | None = None  # the last move did not work out; it went on where it was
    warning: str = ""  # worth a line in the story, for people


@dataclass(frozen=True, slots=True)
class Details:
    """For a person who looks closely. Bounded: at most 200 of anything but files."""

    file_bytes: tuple[int, ...] = ()  # by file index
    peers: tuple[Peer, ...] = ()
    trackers: tuple[Tracker, ...] = ()
    pieces: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class InspectionResult:
    """What a look inside found, or why it did not."""

    title: str = ""
    info_hash: str | None = None
    bytes_total: int = 0
    is_private: bool = False
    files: tuple[TorrentEntry, ...] = ()
    metadata: bytes | None = field(default=None, repr=False)
    #: What it is, when another kind of source would be meant: an address that holds a .torrent.
    source_type: SourceType | None = None
    message: str = ""  # worth knowing before it is added, for people
    fault: Fault | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """Of everything together, in bytes a second. None: as fast as it goes."""

    download: int | None = None
    upload: int | None = None


@dataclass(frozen=True, slots=True)
class Connectivity:
    """How an engine reaches the world right now."""

    is_up: bool = True  # False: bound to an interface that is down; nothing leaves
    port: int = 0  # where peers reach us; 0 when they cannot
    is_port_mapped: bool | None = None  # whether the router agreed; None: not asked
    has_incoming: bool = False  # somebody from outside did reach us
    dht_nodes: int = 0
    message: str = ""  # what is wrong, for people


@runtime_checkable
class Engine(Protocol):
    """Every method may be called from any thread, and returns without waiting for the network."""

    def add(self, task: Task) -> None:
        """Begin, or go on where the folder and the resume data say. Never raises for the task."""

    def report(self, job_id: UUID) -> Report | None:
        """None when the engine does not know the job."""

    def details(self, job_id: UUID) -> Details | None:
        """None when there is nothing to see."""

    def configure(self, job_id: UUID, options: JobOptions) -> None:
        """From now on these; what does not apply to a kind of source is passed over."""

    def recheck(self, job_id: UUID) -> bool:
        """
        Compare what lies on disk with what should, and bring what is wrong again.

        False while that cannot be, as nothing is open yet or files are on their way elsewhere:
        whoever asks does so again later.
        """

    def reannounce(self, job_id: UUID) -> None:
        """Ask again where peers are, at once."""

    def move(self, job_id: UUID, folder: Path) -> None:
        """Bring the files to another folder and go on there; see `Phase.MOVING`."""

    def drop(self, job_id: UUID, *, remove_files: bool) -> None:
        """
        Let go; harmless for a job that is not there.

        With `remove_files`, what arrived is removed, unless another job of the engine needs it.
        """

    def pause(self, job_id: UUID) -> None:
        """Write nothing and send nothing until `resume`."""

    def resume(self, job_id: UUID) -> None: ...

    def finish(self, job_id: UUID, seed: SeedRules | None = None) -> None:
        """
        The job is recorded as complete.

        With rules it is given to others, and reported on, until they are met or it is dropped.
        """

    def request_resume_data(self) -> None:
        """Begin to collect what is needed to go on after a crash, where it changed."""

    def take_resume_data(self) -> dict[UUID, bytes]:
        """What was collected since the last call."""

    def inspect(self, inspection_id: UUID, source_type: SourceType, source: str) -> None:
        """Begin to find out what a source holds, without keeping anything of it."""

    def inspection_result(self, inspection_id: UUID) -> InspectionResult | None:
        """None while it is not known."""

    def discard_inspection(self, inspection_id: UUID) -> None:
        """Let go; harmless when it is not there."""

    def set_rate_limits(self, limits: Limits) -> None:
        """For everything together."""

    def use_network(self, network: Network) -> None:
        """Reach the world this way from now on, and no other."""

    def connectivity(self) -> Connectivity: ...

    def tidy(self, folder: Path) -> None:
        """
        Remove the engine's own files from the folder of a recorded, complete download.

        `finish` does this for a task; this is for a worker that was killed before it.
        Raises `OSError`.
        """

    def open_in_progress(self, job_id: UUID, file_index: int) -> InProgressFile | None:
        """A reader of a file that is still arriving; None when there is none."""

    def close(self, within_s: float) -> dict[UUID, bytes]:
        """Stop everything, flush to disk; the last resume data of each job."""


#: Called by an engine, from its own threads, when a report is worth a look at once.
OnUpdate = Callable[[], None]


def ignore_updates() -> None:
    """For whoever prefers to ask."""
