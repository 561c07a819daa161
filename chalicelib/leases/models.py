"""What workers read and write about the jobs they hold."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from pydantic.dataclasses import dataclass as row

from chalicelib.downloads.models import SourceType, Status
from chalicelib.downloads.models.job_options import JobOptions

MAX_RETRIES = 3
#: An attempt that downloaded this much does not count as a failed one.
WORTHWHILE_BYTES = 1024 * 1024
#: After so many worker crashes in a row, a job is quarantined: claimed alone, on probation.
#: The index `download_jobs_suspects` repeats the number.
QUARANTINE_CRASHES = 2


@row(frozen=True, slots=True)
class Claim:
    """A job with a lease. `attempt` is the fencing token of every write."""

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
    trashed_to: str | None = None  # trash folder of the job that this one retries
    metadata: bytes | None = field(default=None, repr=False)  # from an inspection
    crash_count: int = 0  # workers in a row that crashed with it
    is_on_probation: bool = False  # this worker claims nothing else until it is cleared
    moving_to: str | None = None  # target of a move that an earlier worker began


@row(frozen=True, slots=True)
class DesiredState:
    """What the user wants of a leased job."""

    id: UUID
    is_paused: bool
    is_forced: bool
    is_watched: bool  # its details are being requested
    options: JobOptions
    options_version: int
    target_root: str | None


@row(frozen=True, slots=True)
class Command:
    """A one-time request of the user."""

    id: int
    job_id: UUID
    kind: str  # recheck, reannounce, move


@row(frozen=True, slots=True)
class OrphanedJob:
    """A leased job whose worker is gone."""

    id: UUID
    user_id: UUID
    status: Status
    worker_id: str
    attempt: int
    crash_count: int  # of workers in a row, before this one
    is_on_probation: bool
    is_alone: bool  # its worker held no other job
    is_beside_probation: bool  # its worker held another job on probation
    was_worthwhile: bool  # see `WORTHWHILE_BYTES`

    @property
    def is_culprit(self) -> bool:
        """Whether this job caused the crash, as far as can be told."""
        return self.is_on_probation or (self.is_alone and not self.is_beside_probation)

    @property
    def new_crash_count(self) -> int:
        if self.was_worthwhile:
            return 0
        return self.crash_count + (
            0 if self.is_beside_probation and not self.is_on_probation else 1
        )


@dataclass(frozen=True, slots=True)
class Progress:
    """What the engine reports about a leased job."""

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
    """A completed download whose files are to be moved."""

    command_id: int
    job_id: UUID
    user_id: UUID
    title: str
    folder: str
    root: str
    started_to: str | None  # target of an earlier try
    is_shared: bool  # another job has files in the folder


@row(frozen=True, slots=True)
class TrashEntry:
    """A folder that is to be moved to the trash, restored from it, or deleted."""

    job_id: UUID
    folder: str
    trashed_to: str | None
    is_shared: bool  # another job needs the folder
    was_complete: bool  # the library has its files
    moving_to: str | None = None  # target of a move that its worker began


@dataclass(frozen=True, slots=True)
class SeedingTotals:
    """What the engine reports about a seeding torrent."""

    id: UUID
    attempt: int
    bytes_uploaded: int
    seeding_seconds: int
    upload_bytes_per_s: int
    peers: int
    peers_known: int


@dataclass(frozen=True, slots=True)
class FailureReason:
    """Why a job is stalled, retried or failed."""

    reason: str  # stable, such as disk_full
    message: str  # for users
    payload: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ArrivedFile:
    """A file of a download at its final path."""

    file_index: int
    path: str  # absolute
    size_bytes: int
