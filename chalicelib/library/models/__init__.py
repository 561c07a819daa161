"""Files of the library as the API shows them."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from chalicelib.catalog.models import MediaCard, MediaType
from chalicelib.catalog.models.file_absence import Absence
from chalicelib.http.schemas import Paging, ResponseModel
from chalicelib.library.models.matching import Guess, KeptCandidate, MatchState
from chalicelib.library.models.probe_results import HdrKind, StreamType
from chalicelib.library.models.scans import ItemContent

QUEUE = "library"  # scans, imports and probes; they never wait behind an upload

PUSH_QUEUE = "push"

PROBE_QUEUE = "probe"  # files that a viewer wants to play; they never wait behind a scan


class FileEpisode(ResponseModel):
    """One of the episodes of a file."""

    id: int
    season_number: int
    episode_number: int


class Stream(ResponseModel):
    id: UUID
    stream_index: int
    stream_type: StreamType
    codec: str
    language: str
    title: str
    channels: int
    bitrate_kbps: int
    is_default: bool


class ItemRow(BaseModel):
    """A row of a library item, with the progress of the user."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    id: UUID
    media_id: int | None
    episode_id: int | None
    season_number: int | None
    episode_number: int | None
    episodes: list[FileEpisode]
    extra_kind: str
    part_number: int | None
    parts: int
    parts_seconds: int
    parts_bytes: int
    missing_parts: list[int]
    editions: list[str]
    content: ItemContent
    file_name: str
    file_size_bytes: int
    container_format: str
    video_codec: str
    audio_codec: str
    duration_seconds: int
    resolution_label: str
    hdr: HdrKind
    width: int
    height: int
    match_state: MatchState
    match_confidence: float
    match_is_manual: bool
    probe_error: str
    guess: Guess
    candidates: list[KeptCandidate] | None
    stored_at: datetime | None
    is_only_in_store: bool
    source_job_id: UUID | None
    position_seconds: int
    is_sample: bool
    missing_since: datetime | None
    absent_in: str | None  # see `absence_of`
    absolute_path: str
    discovered_at: datetime
    scanned_at: datetime | None
    updated_at: datetime


class LibraryItem(ResponseModel):
    id: UUID
    media_id: int | None
    episode_id: int | None
    episode_label: str | None  # of all of them: `S1 E1-2`
    episodes: list[FileEpisode]
    extra_kind: str  # empty for anything else
    part_number: int | None  # of a film in several files
    parts: int  # 0 for a file that is no part
    parts_seconds: int  # the length of all parts
    parts_bytes: int
    missing_parts: list[int]  # the numbers of those not at hand, while others are
    editions: list[str]
    media: MediaCard | None
    content: ItemContent  # a game is never played here
    platform: str | None  # of a game, as IGDB names it; null when its place does not say it
    file_name: str
    file_size_bytes: int
    container_format: str
    video_codec: str
    audio_codec: str
    duration_seconds: int
    resolution_label: str
    hdr: HdrKind
    width: int
    height: int
    match_state: MatchState
    match_confidence: float
    probe_error: str
    stored_in_object_store: bool
    is_only_in_store: bool  # its folder gave the local file up for its copy
    streams: list[Stream]
    source_job_id: UUID | None
    position_seconds: int  # in all parts; 0 when seen, and in a version that is over by then
    is_sample: bool  # too short to be its title
    is_home_video: bool  # ignored, because a user said so
    missing_since: datetime | None  # scans did not find the file
    absence: Absence | None  # why it cannot be played now; null: it is at hand
    discovered_at: datetime
    scanned_at: datetime | None
    updated_at: datetime


class TitleExtra(ResponseModel):
    """A trailer, a featurette or another file beside a title."""

    library_item_id: UUID
    kind: str
    file_name: str
    duration_seconds: int


class LibraryPage(ResponseModel):
    """`total` is that of all pages; `missing` of them were not found by scans."""

    items: list[LibraryItem]
    page: int
    page_size: int
    total: int
    missing: int


class LibraryFilter(Paging):
    """`missing`: not found by scans; `damaged`: no video could be read from it."""

    condition: Literal["missing", "damaged"] | None = None
    match_state: MatchState | None = None
    media_type: MediaType | None = None
    query: Annotated[str, Field(max_length=200)] | None = None
