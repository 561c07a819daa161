"""What the worker is told of a job, and what it tells about one."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from pydantic.dataclasses import dataclass as row

from chalicelib.downloads.models.jobs import SourceType
from chalicelib.downloads.models.steps import Status

MOST_RETRIES = 3
#: An attempt that brought this much was worth it, and does not use up the last retry.
WORTHWHILE_BYTES = 1024 * 1024


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


@row(frozen=True, slots=True)
class Abandoned:
    """A held job whose worker is gone."""

    id: UUID
    user_id: UUID
    status: Status
    worker_id: str
    attempt: int


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


@dataclass(frozen=True, slots=True)
class Setback:
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
