"""
The protocols of a download engine, which writes the bytes of a job to disk.

An engine knows nothing of the database: it runs tasks and reports on each.
tests/worker/test_engine_contract.py holds every engine to these protocols.
To add one: a module that implements `SourceEngine`, and a line in `worker.downloader.engines`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum, auto
from pathlib import Path
from typing import Any, Protocol, runtime_checkable
from uuid import UUID

from chalicelib.download_settings.models.seed_limits import SeedRules
from chalicelib.download_settings.models.settings import Network
from chalicelib.downloads.models import SourceType
from chalicelib.downloads.models.job_details import Peer, TorrentEntry, Tracker
from chalicelib.downloads.models.job_options import JobOptions, StatusDetail
from chalicelib.leases.models import ArrivedFile
from worker.downloader.in_progress_file import InProgressFile


class Phase(Enum):
    PREPARING = auto()  # nothing is written yet; over HTTP the size may be known
    CHECKING = auto()  # the files on disk are compared with their checksums
    RUNNING = auto()
    MOVING = auto()  # its files move to another folder; it continues by itself
    FINISHED = auto()  # every selected byte is on disk under its final name
    SEEDING = auto()  # `finish` was called with rules
    DONE = auto()  # it was seeded until its rules were met
    BROKEN = auto()  # see `Report.fault`


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a task stopped. `reason` is stable; `message` is shown to users."""

    reason: str
    message: str
    may_retry: bool
    payload: dict[str, Any] = field(default_factory=dict)


class TaskFailed(Exception):
    """A task ended with a fault."""

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
    folder: Path  # the only one an engine writes to
    title: str = ""
    info_hash: str | None = None
    resume_data: bytes | None = field(default=None, repr=False)
    options: JobOptions = field(default_factory=JobOptions)
    metadata: bytes | None = field(default=None, repr=False)  # the .torrent of an inspection
    seed: SeedRules | None = None  # set when it is complete, and only seeded
    seeded_bytes: int = 0  # by earlier sessions
    seeded_s: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """The state of a task. Sizes in bytes, 0 while unknown; of selected files only."""

    phase: Phase
    detail: StatusDetail | None = None  # more exact than the phase
    bytes_total: int = 0
    bytes_done: int = 0
    download_bytes_per_s: int = 0
    upload_bytes_per_s: int = 0
    bytes_uploaded: int = 0  # over all sessions
    seeding_s: int = 0  # over all sessions
    peers: int = 0  # connected, including seeds
    seeds: int = 0
    peers_known: int = 0
    is_private: bool = False
    title: str = ""
    info_hash: str | None = None
    folder: Path | None = None  # where the files are, when known
    contents: tuple[TorrentEntry, ...] | None = None  # once known, including skipped files
    files: tuple[ArrivedFile, ...] = ()  # once finished, without skipped files
    fault: Fault | None = None
    move_error: str | None = None  # the last move failed; the files stayed
    warning: str = ""  # for the event log


@dataclass(frozen=True, slots=True)
class TransferDetails:
    """For the details page. At most 200 entries of everything but files."""

    file_bytes: tuple[int, ...] = ()  # by file index
    peers: tuple[Peer, ...] = ()
    trackers: tuple[Tracker, ...] = ()
    pieces: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class InspectionResult:
    """What a source holds, or why that is unknown."""

    title: str = ""
    info_hash: str | None = None
    bytes_total: int = 0
    is_private: bool = False
    files: tuple[TorrentEntry, ...] = ()
    metadata: bytes | None = field(default=None, repr=False)
    #: Set when another source type fits: an address that leads to a .torrent.
    source_type: SourceType | None = None
    message: str = ""  # shown before it is added
    fault: Fault | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """For all tasks together, in bytes per second. None: unlimited."""

    download: int | None = None
    upload: int | None = None


@dataclass(frozen=True, slots=True)
class Connectivity:
    """Whether and how an engine reaches the network now."""

    is_up: bool = True  # False: bound to an interface that is down; nothing is sent
    port: int = 0  # for incoming peers; 0 when there is none
    is_port_mapped: bool | None = None  # by the router; None: not requested
    has_incoming: bool = False  # a peer from outside connected
    dht_nodes: int = 0
    message: str = ""  # the problem, shown to users


@runtime_checkable
class Engine(Protocol):
    """
    Runs the tasks of one or more source types.

    Every method may be called from any thread, and returns without waiting for the network.
    """

    def add(self, task: Task) -> None:
        """Start, or continue from the folder and the resume data. Task errors are reported."""

    def report(self, job_id: UUID) -> Report | None:
        """None when the engine does not know the job."""

    def details(self, job_id: UUID) -> TransferDetails | None:
        """None when there is nothing to show."""

    def configure(self, job_id: UUID, options: JobOptions) -> None:
        """Apply these options; those that do not apply to a source type are ignored."""

    def recheck(self, job_id: UUID) -> bool:
        """
        Compare the files with their checksums, and download again what does not match.

        False while that is impossible, as no file is open yet or files are being moved: the
        caller tries again later.
        """

    def reannounce(self, job_id: UUID) -> None:
        """Ask the trackers for peers at once."""

    def move(self, job_id: UUID, folder: Path) -> None:
        """Move the files to another folder and continue there; see `Phase.MOVING`."""

    def drop(self, job_id: UUID, *, remove_files: bool) -> None:
        """
        Forget the job; nothing happens for an unknown one.

        With `remove_files`, its files are removed unless another job of the engine needs them.
        """

    def pause(self, job_id: UUID) -> None:
        """Write nothing and send nothing until `resume`."""

    def resume(self, job_id: UUID) -> None: ...

    def finish(self, job_id: UUID, seed: SeedRules | None = None) -> None:
        """
        The job is recorded as complete.

        With rules it is seeded, and reported on, until they are met or it is dropped.
        """

    def request_resume_data(self) -> None:
        """Begin to collect the resume data that changed."""

    def take_resume_data(self) -> dict[UUID, bytes]:
        """What was collected since the last call."""

    def open_in_progress(self, job_id: UUID, file_index: int) -> InProgressFile | None:
        """A reader of a file that is being downloaded; None when there is none."""

    def tidy(self, folder: Path) -> None:
        """
        Remove the engine's own files from the folder of a recorded, complete download.

        `finish` does this for a task; this is for a worker that was killed before it.
        Raises `OSError`.
        """

    def close(self, within_s: float) -> dict[UUID, bytes]:
        """Stop everything and sync to disk; the last resume data of each job."""


class Inspector(Protocol):
    """Finds out what a source holds, without downloading it. Safe from any thread."""

    def inspect(self, inspection_id: UUID, source_type: SourceType, source: str) -> None:
        """Begin."""

    def inspection_result(self, inspection_id: UUID) -> InspectionResult | None:
        """None until it is known."""

    def discard_inspection(self, inspection_id: UUID) -> None:
        """Forget it; nothing happens for an unknown one."""


class NetworkBound(Protocol):
    """Uses the network as the settings say. Safe from any thread."""

    def set_rate_limits(self, limits: Limits) -> None:
        """For all tasks together."""

    def use_network(self, network: Network) -> None:
        """Use this interface, proxy and name servers from now on, and no other."""

    def connectivity(self) -> Connectivity: ...


class SourceEngine(Engine, Inspector, NetworkBound, Protocol):
    """Everything a source type needs: what `worker.downloader.engines` registers."""


#: Called by an engine, from its own threads, when a report has to be evaluated at once.
OnUpdate = Callable[[], None]


def ignore_updates() -> None:
    """For a caller that polls."""
