"""Download jobs as they cross the API."""

import base64
import binascii
import json
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    computed_field,
    field_validator,
    model_validator,
)

from chalicelib.artwork.proxy_urls import BackdropUrl, PosterUrl
from chalicelib.catalog.models import MediaType
from chalicelib.download_settings.models.seed_limits import SeedRules
from chalicelib.downloads.models.job_options import JobOptions
from chalicelib.downloads.models.next_action import NextAction, next_action
from chalicelib.downloads.models.states import Status
from chalicelib.http.schemas import RequestModel, ResponseModel
from chalicelib.platform.errors import InvalidInput

MAX_TORRENT_BYTES = 4 * 1024 * 1024
#: A data URL of the largest .torrent: four characters for three bytes, and a header.
MAX_SOURCE_LENGTH = MAX_TORRENT_BYTES * 4 // 3 + 1024


class SourceType(StrEnum):
    MAGNET = "magnet"
    TORRENT = "torrent"
    DIRECT = "direct"
    HTTP = "http"


class DownloadCreate(RequestModel):
    source_type: SourceType
    source: Annotated[str, Field(min_length=1, max_length=MAX_SOURCE_LENGTH)]
    title: Annotated[str, Field(max_length=300)] = ""
    #: The title that the user chose; without it the source is matched by its name.
    media_id: Annotated[int, Field(gt=0, lt=2**63)] | None = None
    #: The user said that it is no title of the catalogue.
    is_no_title: bool = False
    #: A completed inspection of the same source: its metadata is not fetched again.
    inspection_id: UUID | None = None
    options: JobOptions = Field(default_factory=JobOptions)
    category_id: UUID | None = None
    is_paused: bool = False

    @model_validator(mode="after")
    def _is_one_or_none(self) -> "DownloadCreate":
        if self.is_no_title and self.media_id is not None:
            raise ValueError("says either mediaId or isNoTitle")
        return self


class ListState(StrEnum):
    """Groups of jobs to filter by."""

    ACTIVE = "active"  # a worker downloads it
    QUEUED = "queued"
    PAUSED = "paused"
    STALLED = "stalled"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"
    SEEDING = "seeding"


class Scope(StrEnum):
    MINE = "mine"
    ALL = "all"  # administrators only


#: What we returned earlier; base64url, or what `version` contains.
OpaqueText = Annotated[str, Field(max_length=200, pattern=r"^[A-Za-z0-9_=.:-]*$")]


class DownloadFilter(RequestModel):
    """Which downloads to list, last changed first."""

    status: Status | None = None
    state: ListState | None = None
    category: UUID | None = None
    q: Annotated[str, Field(max_length=200)] | None = None  # part of a title
    scope: Scope = Scope.MINE
    limit: Annotated[int, Field(ge=1, le=100)] = 20
    cursor: OpaqueText | None = None
    #: The `version` of an earlier response: only jobs that have changed since then.
    since: OpaqueText | None = None

    @field_validator("q")
    @classmethod
    def _is_not_empty(cls, value: str | None) -> str | None:
        return value or None


class EventFilter(RequestModel):
    """Which events of a job to list, oldest first."""

    after: AwareDatetime | None = None
    limit: Annotated[int, Field(ge=1, le=500)] = 100


class Owner(ResponseModel):
    """The user a job belongs to; only administrators see it."""

    id: UUID
    display_name: str


class CategoryName(ResponseModel):
    id: UUID
    name: str


class Seeding(ResponseModel):
    """Seeding of a completed torrent."""

    since: datetime
    seconds: int
    ended_at: datetime | None
    rules: SeedRules


class DownloadJob(ResponseModel):
    """One download."""

    id: UUID
    source_type: SourceType
    source: str  # for display: without trackers, queries and secrets
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
    media_type: MediaType | None = None
    media_year: int | None = None
    genres: list[str] = Field(default_factory=list)
    poster_url: PosterUrl
    backdrop_url: BackdropUrl = None
    season_number: int | None = None
    episode_number: int | None = None  # None: not an episode, several, or not known
    match_is_manual: bool = False  # a user chose the title, or that it has none
    library_item_id: UUID | None
    at_hand: bool  # its file in the library can be read now
    created_at: datetime
    updated_at: datetime
    started_at: datetime | None
    completed_at: datetime | None
    cancelled_at: datetime | None
    download_bytes_per_s: int = 0
    upload_bytes_per_s: int = 0
    bytes_uploaded: int = 0
    peers: int = 0  # connected, including seeds
    seeds: int = 0
    peers_known: int = 0
    is_private: bool = False
    is_paused: bool = False
    is_forced: bool = False
    options: JobOptions = Field(default_factory=JobOptions)
    category: CategoryName | None = None
    goes_to: str | None = None  # name of the target folder; None: the download folder
    seeding: Seeding | None = None
    removed_at: datetime | None = None
    retry_of: UUID | None = None
    owner: Owner | None = None  # only in lists of all users
    has_worker: bool = False  # a worker holds a lease on it

    @computed_field  # type: ignore[prop-decorator]
    @property
    def ratio(self) -> float:
        """Uploaded bytes by the size of the download."""
        return round(self.bytes_uploaded / self.bytes_total, 3) if self.bytes_total else 0.0

    @computed_field  # type: ignore[prop-decorator]
    @property
    def can_retry(self) -> bool:
        return self.status in (Status.FAILED, Status.CANCELLED)

    @computed_field  # type: ignore[prop-decorator]
    @property
    def next(self) -> NextAction | None:
        """None for a paused job, for one that simply continues, and in a final state."""
        if self.is_paused:
            return None
        return next_action(
            self.status,
            self.detail,
            next_retry_at=self.next_retry_at,
            has_worker=self.has_worker,
        )


class DownloadPage(ResponseModel):
    items: list[DownloadJob]
    next_cursor: str | None
    version: str  # for `since`
    removed_ids: list[UUID] = Field(default_factory=list)  # with `since`: no longer on the list
    #: With `since`: too many jobs left the list for one response. Load the list again.
    is_reset: bool = False


class DownloadEvent(ResponseModel):
    """An entry of a job's event log."""

    id: int
    job_id: UUID
    status: Status
    message: str
    progress_percent: int
    payload: dict[str, Any]
    created_at: datetime


class EventPage(ResponseModel):
    items: list[DownloadEvent]


class Cursor(BaseModel):
    """Where a page ended; opaque for clients."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    at: AwareDatetime
    id: UUID

    def encode(self) -> str:
        raw = json.dumps([self.at.isoformat(), str(self.id)]).encode()
        return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()

    @classmethod
    def decode(cls, text: str, field: str = "cursor") -> "Cursor":
        """Raises `InvalidInput` that names the field."""
        try:
            raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
            at, job_id = json.loads(raw)
            return cls(at=at, id=job_id)
        except (ValueError, TypeError, binascii.Error, ValidationError) as error:
            raise InvalidInput(f"This {field} is not one of ours.", field=field) from error
