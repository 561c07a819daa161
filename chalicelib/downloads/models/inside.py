"""What is inside a download: before it is asked for, and while it comes."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field

from chalicelib.downloads.models.jobs import MAX_SOURCE_LENGTH, SourceType
from chalicelib.downloads.models.options import FilePriority
from chalicelib.platform.schemas import RequestModel, ResponseModel


class InspectionCreate(RequestModel):
    """What somebody would like to look into."""

    source_type: SourceType
    source: Annotated[str, Field(min_length=1, max_length=MAX_SOURCE_LENGTH)]


class Answered(StrEnum):
    PENDING = "pending"
    READY = "ready"
    FAILED = "failed"


class TorrentEntry(ResponseModel):
    """One file of what is looked into."""

    index: int
    path: str  # as it would be stored, below the download's folder, with `/` between folders
    size_bytes: int


class Inspection(ResponseModel):
    """A look inside. Asked for again until it is answered."""

    id: UUID
    status: Answered
    source_type: SourceType
    source: str  # for people, as of a job
    title: str
    info_hash: str | None
    bytes_total: int  # 0 while unknown
    is_private: bool
    files: list[TorrentEntry]
    reason: str | None  # why it failed
    message: str
    #: Where it could go, with what is free there in bytes (None: unknown).
    free_bytes: int | None
    #: The same person's job for the same torrent that is under way, if there is one.
    existing_job_id: UUID | None
    created_at: datetime


class JobFile(ResponseModel):
    """One file of a job."""

    index: int
    path: str  # below the job's folder
    size_bytes: int
    bytes_done: int
    priority: FilePriority


class Peer(ResponseModel):
    """Somebody who gives or takes. Addresses are shown to admins only."""

    address: str | None
    client: str
    progress_percent: int
    download_bytes_per_s: int
    upload_bytes_per_s: int
    is_encrypted: bool
    is_incoming: bool
    is_seed: bool


class Tracker(ResponseModel):
    """Somebody who knows peers. `url` is without what may be a passkey."""

    url: str
    tier: int
    status: str  # working, updating, failed, waiting
    message: str
    peers: int | None
    next_announce_s: int | None


class JobDetails(ResponseModel):
    """What the sheet of one job shows besides its story."""

    job_id: UUID
    written_at: datetime | None  # None: nobody has looked until now; ask again in a moment
    is_live: bool  # a worker holds the job
    files: list[JobFile]
    peers: list[Peer]
    trackers: list[Tracker]
    pieces: list[int]  # percent that is here, of stretches of equal length; at most 200
