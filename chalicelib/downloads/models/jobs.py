"""Downloads as the API shows them."""

import base64
import binascii
import json
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from chalicelib.downloads.models.steps import Status
from chalicelib.platform.artwork import PosterUrl
from chalicelib.platform.errors import InvalidInput
from chalicelib.platform.wire import Incoming, Outgoing

MAX_TORRENT_BYTES = 4 * 1024 * 1024
#: A data URL of the largest .torrent we take: four characters for three bytes, and a head.
MAX_SOURCE_LENGTH = MAX_TORRENT_BYTES * 4 // 3 + 1024


class SourceType(StrEnum):
    MAGNET = "magnet"
    TORRENT = "torrent"
    DIRECT = "direct"
    HTTP = "http"


class DownloadCreate(Incoming):
    """A wish for a download."""

    source_type: SourceType
    source: Annotated[str, Field(min_length=1, max_length=MAX_SOURCE_LENGTH)]
    title: Annotated[str, Field(max_length=300)] = ""
    media_id: Annotated[int, Field(gt=0, lt=2**63)] | None = None


class DownloadFilter(Incoming):
    """Which downloads to list, newest activity first."""

    status: Status | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 20
    cursor: Annotated[str, Field(max_length=200)] | None = None


class EventFilter(Incoming):
    """Which events of a download to list, oldest first."""

    after: AwareDatetime | None = None
    limit: Annotated[int, Field(ge=1, le=500)] = 100


class DownloadJob(Outgoing):
    """One download, as its owner sees it."""

    id: UUID
    source_type: SourceType
    source: str  # for people: without trackers, queries and secrets
    title: str
    status: Status
    detail: str
    reason: str | None
    queue_position: int | None  # 1 is next; only while queued
    progress_percent: int
    bytes_total: int  # 0 while unknown
    bytes_downloaded: int
    download_speed_mbps: float  # megabits per second
    eta_seconds: int | None
    engine_job_id: str | None
    error_message: str
    retry_count: int
    next_retry_at: datetime | None
    media_id: int | None
    media_title: str | None
    poster_url: PosterUrl
    library_item_id: UUID | None
    created_at: datetime
    updated_at: datetime
    started_at: datetime | None
    completed_at: datetime | None
    cancelled_at: datetime | None


class DownloadPage(Outgoing):
    items: list[DownloadJob]
    next_cursor: str | None


class DownloadEvent(Outgoing):
    """One line of a download's story."""

    id: int
    job_id: UUID
    status: Status
    message: str
    progress_percent: int
    payload: dict[str, Any]
    created_at: datetime


class EventPage(Outgoing):
    items: list[DownloadEvent]


class Cursor(BaseModel):
    """Where a page of downloads ended. Opaque outside."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    at: AwareDatetime
    id: UUID

    def text(self) -> str:
        raw = json.dumps([self.at.isoformat(), str(self.id)]).encode()
        return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()

    @classmethod
    def read(cls, text: str) -> "Cursor":
        """Raises `InvalidInput`."""
        try:
            raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
            at, job_id = json.loads(raw)
            return cls(at=at, id=job_id)
        except (ValueError, TypeError, binascii.Error, ValidationError) as error:
            raise InvalidInput("This cursor is not one of ours.", field="cursor") from error
