"""What the worker is told of a job, and what it tells about one."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from pydantic.dataclasses import dataclass as row

from chalicelib.downloads.models.jobs import SourceType
from chalicelib.downloads.models.options import JobOptions
from chalicelib.downloads.models.steps import Status

MAX_RETRIES = 3
#: An attempt that brought this much was worth it, and does not use up the last retry.
WORTHWHILE_BYTES = 1024 * 1024
#: Jobs that so many workers in a row died with are tried one at a time from then on.
DEATHS_OF_A_SUSPECT = 2


@row(frozen=True, slots=True)
class Claim:
    """A job a worker holds. `attempt` is the fencing token every write carries."""

    id: UUID
    user_id: UUID
    worker_id: str
    attempt: int
    source_type: SourceType
    source: str = field(repr=False)  # may hold secrets: never in logs
    title: str
    info_hash: str | None
    save_path: str
    resume_data: bytes | None = field(repr=False)
    retry_count: int
    progress_percent: int
    bytes_downloaded: int
    bytes_uploaded: int = 0
    seeding_seconds: int = 0
    options: JobOptions = field(default_factory=JobOptions)
    options_version: int = 0
    target_root: str | None = None
    is_forced: bool = False
    recycled_to: str | None = None  # where what an earlier job left was put aside
    metadata: bytes | None = field(default=None, repr=False)  # from a look inside
    deaths: int = 0  # workers in a row that died with it
    is_on_trial: bool = False  # nothing else begins until it has lived for a while
    moving_to: str | None = None  # where an earlier worker was bringing its files


@row(frozen=True, slots=True)
class DesiredState:
    """What people want of a job that is held, as of now."""

    id: UUID
    is_paused: bool
    is_forced: bool
    is_watched: bool  # somebody has its details open
    options: JobOptions
    options_version: int
    target_root: str | None


@row(frozen=True, slots=True)
class Command:
    """Something to do once."""

    id: int
    job_id: UUID
    kind: str  # recheck, reannounce, move


@row(frozen=True, slots=True)
class Abandoned:
    """A held job whose worker is gone."""

    id: UUID
    user_id: UUID
    status: Status
    worker_id: str
    attempt: int
    deaths: int  # of workers, in a row, before this one
    is_on_trial: bool
    is_alone: bool  # its worker had nothing else
    is_beside_a_suspect: bool  # its worker tried another one
    was_worthwhile: bool  # it brought something this time

    @property
    def is_to_blame(self) -> bool:
        """Whether it was this one that the worker died of, as far as anybody can know."""
        return self.is_on_trial or (self.is_alone and not self.is_beside_a_suspect)

    @property
    def deaths_now(self) -> int:
        if self.was_worthwhile:
            return 0
        return self.deaths + (0 if self.is_beside_a_suspect and not self.is_on_trial else 1)


@dataclass(frozen=True, slots=True)
class Advance:
    """How far a held job is. Sizes in bytes; -1 stands for nothing new to say."""

    id: UUID
    attempt: int
    detail: str
    progress_percent: int
    bytes_total: int
    bytes_downloaded: int
    download_speed_mbps: float
    eta_seconds: int | None
    download_bytes_per_s: int = 0
    upload_bytes_per_s: int = 0
    bytes_uploaded: int = 0
    peers: int = 0
    seeds: int = 0
    peers_known: int = 0


@row(frozen=True, slots=True)
class Relocation:
    """A completed download whose files belong elsewhere."""

    command_id: int
    job_id: UUID
    user_id: UUID
    title: str
    folder: str
    root: str
    begun_to: str | None  # where an earlier try was to bring them
    is_shared: bool  # another job has its files there, too


@row(frozen=True, slots=True)
class TrashEntry:
    """A folder nobody goes on from at the moment."""

    job_id: UUID
    folder: str
    recycled_to: str | None
    is_shared: bool  # another job needs it
    was_complete: bool  # the library knows its files
    moving_to: str | None = None  # whoever had it was bringing its files there


@dataclass(frozen=True, slots=True)
class SeedingTotals:
    """How much of a completed torrent was given to others. Sizes in bytes."""

    id: UUID
    attempt: int
    bytes_uploaded: int
    seeding_seconds: int
    upload_bytes_per_s: int
    peers: int
    peers_known: int


@dataclass(frozen=True, slots=True)
class FailureReason:
    """Why a job did not get on."""

    reason: str  # stable, such as disk_full
    message: str  # for people
    payload: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ArrivedFile:
    """One file of a download, at its final place."""

    file_index: int
    path: str  # absolute
    size_bytes: int
