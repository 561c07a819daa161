"""Inspections as they cross the API."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field

from chalicelib.catalog.models import MediaCard
from chalicelib.downloads.models.job_details import TorrentEntry
from chalicelib.downloads.models.jobs import MAX_SOURCE_LENGTH, SourceType
from chalicelib.http.schemas import RequestModel, ResponseModel


class InspectionCreate(RequestModel):
    source_type: SourceType
    source: Annotated[str, Field(min_length=1, max_length=MAX_SOURCE_LENGTH)]


class InspectionStatus(StrEnum):
    PENDING = "pending"
    READY = "ready"
    FAILED = "failed"


class RecognizedTitle(ResponseModel):
    """The title that a source is taken for, and where the user has it already."""

    media: MediaCard
    season_number: int | None
    episode_number: int | None
    confidence: float  # 0 to 1
    #: The film, or this episode, is in the library; for several episodes, any of them.
    is_in_library: bool
    #: The user's open job for the same film or episode.
    job_id: UUID | None


class Inspection(ResponseModel):
    """What a source holds. Poll while `status` is `pending`."""

    id: UUID
    status: InspectionStatus
    source_type: SourceType
    source: str  # for display, as in a job
    title: str
    info_hash: str | None
    bytes_total: int  # 0 while unknown
    is_private: bool
    files: list[TorrentEntry]
    reason: str | None  # why it failed
    message: str
    #: Free space of the download folder; None while no worker reports it.
    free_bytes: int | None
    #: The user's open job for the same torrent.
    existing_job_id: UUID | None
    title_match: RecognizedTitle | None
    is_recognized: bool  # False: a worker still matches the name
    created_at: datetime
