"""
What an engine is: something that brings the bytes of a job to disk.

An engine knows nothing of the database. It is given tasks, says how each is doing whenever it
is asked, and lets go when told. tests/worker/test_engine_contract.py holds every engine to this.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum, auto
from pathlib import Path
from typing import Any, Protocol, runtime_checkable
from uuid import UUID

from chalicelib.downloads.models import ArrivedFile, SourceType
from worker.downloader.reader import InProgressFile


class Phase(Enum):
    PREPARING = auto()  # nothing is known of the content yet
    CHECKING = auto()  # what lies on disk is compared with what should
    RUNNING = auto()
    FINISHED = auto()  # every byte is on disk under its final name
    BROKEN = auto()  # see `Report.fault`


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a task does not go on. `reason` is stable; `message` is for people."""

    reason: str
    message: str
    may_retry: bool
    payload: dict[str, Any] = field(default_factory=dict)


class Refused(Exception):
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


@dataclass(frozen=True, slots=True)
class Report:
    """How a task is doing. Sizes in bytes, 0 while unknown."""

    phase: Phase
    bytes_total: int = 0
    bytes_done: int = 0
    peers: int = 0
    title: str = ""
    info_hash: str | None = None
    folder: Path | None = None  # where the files are, when known
    files: tuple[ArrivedFile, ...] = ()  # once finished
    fault: Fault | None = None


@runtime_checkable
class Engine(Protocol):
    """Every method may be called from any thread, and returns without waiting for the network."""

    def add(self, task: Task) -> None:
        """Begin, or go on where the folder and the resume data say. Never raises for the task."""

    def report(self, job_id: UUID) -> Report | None:
        """None when the engine does not know the job."""

    def drop(self, job_id: UUID, *, remove_files: bool) -> None:
        """
        Let go; harmless for a job that is not there.

        With `remove_files`, what arrived is removed, unless another job of the engine needs it.
        """

    def pause(self, job_id: UUID) -> None:
        """Write nothing until `resume`: the lease may be somebody else's by now."""

    def resume(self, job_id: UUID) -> None: ...

    def finish(self, job_id: UUID) -> None:
        """The job is recorded as complete: what the engine does with the files now is its own."""

    def ask_resume_data(self) -> None:
        """Begin to collect what is needed to go on after a crash, where it changed."""

    def take_resume_data(self) -> dict[UUID, bytes]:
        """What was collected since the last call."""

    def open_in_progress(self, job_id: UUID, file_index: int) -> InProgressFile | None:
        """A reader of a file that is still arriving; None when there is none."""

    def close(self, within_s: float) -> dict[UUID, bytes]:
        """Stop everything, flush to disk; the last resume data of each job."""


#: Called by an engine, from its own threads, when a report is worth a look at once.
OnNews = Callable[[], None]


def no_news() -> None:
    """For whoever prefers to ask."""
