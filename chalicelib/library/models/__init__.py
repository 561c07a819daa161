"""Files of the library as the API shows them, and the rules for their names. No I/O."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from chalicelib.artwork.proxy_urls import PosterUrl
from chalicelib.catalog.models import EpisodeId, MediaCard, MediaId, MediaType
from chalicelib.platform.schemas import Paging, RequestModel, ResponseModel

QUEUE = "library"  # scans, imports and probes; they never wait behind an upload
PUSH_QUEUE = "push"

#: What a scan does: it looks at the folders, waits until new files are complete, adds, matches and
#: reads them.
ScanPhase = Literal["looking", "settling", "adding", "matching", "probing"]
ScanStatus = Literal["queued", "running", "completed", "failed"]
StreamType = Literal["video", "audio", "subtitle"]
#: How brightness is coded where it is not the usual way: PQ (SMPTE ST 2084) or HLG (ARIB STD-B67).
Transfer = Literal["", "pq", "hlg"]
HdrKind = Literal["", "hdr10", "hlg", "dolby_vision"]

#: What a probe reads. Files that were read by an earlier version are read again.
PROBE_VERSION = 1


class MatchState(StrEnum):
    MATCHED = "matched"
    UNMATCHED = "unmatched"
    IGNORED = "ignored"
    EXTRA = "extra"  # a trailer, a featurette: belongs to a title and is not the title


def path_to_text(path: str) -> str:
    """
    A file's path as text that a database and JSON can hold, without losing anything.

    POSIX names are bytes. Bytes that are not UTF-8 become `\\xNN`, and a backslash is doubled, so
    that `text_to_path` gives back exactly the same name.
    """
    raw = os.fsencode(path).replace(b"\\", b"\\\\")
    return raw.decode("utf-8", errors="backslashreplace")


def text_to_path(text: str) -> str:
    """The path `path_to_text` was given, for the functions of `os`."""
    if "\\" not in text:
        return text
    pieces = text.split("\\\\")
    return os.fsdecode(b"\\".join(_unescape(piece) for piece in pieces))


def _unescape(piece: str) -> bytes:
    first, *rest = piece.split("\\x")
    return first.encode() + b"".join(
        bytes([int(part[:2], 16)]) + part[2:].encode() for part in rest
    )


@dataclass(frozen=True, slots=True)
class CandidateTitle:
    """A title of the catalogue that a file could be."""

    id: int
    media_type: MediaType
    title: str
    original_title: str | None
    year: int | None
    runtime_minutes: int | None = None
    names: Sequence[str] = ()  # other names of it that resemble the file's, as the search has them
    countries: Sequence[str] = ()
    has_episode: bool | None = None  # None: the file is no episode, or its episodes are not known


@dataclass(frozen=True, slots=True)
class EpisodeRef:
    id: int
    season_number: int
    episode_number: int
    title: str


class FileEpisode(ResponseModel):
    """One of the episodes of a file."""

    id: int
    season_number: int
    episode_number: int


class Guess(ResponseModel):
    """The result of parsing a file's name; `more_episodes` are those after the first."""

    title: str | None = None
    year: int | None = None
    season: int | None = None
    episode: int | None = None
    more_episodes: tuple[int, ...] = ()
    country: str | None = None
    #: `home_video` is what a user said.
    type: Literal["movie", "episode", "home_video"] | None = None


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


class MatchReason(ResponseModel):
    """One comparison of a file with a title, in words; neutral: it decides nothing."""

    text: str
    verdict: Literal["for", "against", "neutral"]


class OutsideTitle(ResponseModel):
    """A title of a provider that the catalogue does not have."""

    source: Literal["tmdb", "igdb"]
    external_id: str
    media_type: MediaType
    title: str
    original_title: str | None = None
    year: int | None
    overview: str
    poster_url: PosterUrl
    votes: int = 0


class OutsideQuery(RequestModel):
    q: Annotated[str, Field(min_length=1, max_length=200)]


class OutsideTitles(ResponseModel):
    """What the providers know and the catalogue does not; `state` says why there is nothing."""

    items: list[OutsideTitle]
    state: Literal["ok", "no_key", "unavailable"]


class OutsideRequest(RequestModel):
    """A title of a provider: of TMDB, or of IGDB for a game."""

    media_type: MediaType
    external_id: Annotated[int, Field(gt=0, lt=2**31)]


class KeptCandidate(BaseModel):
    """A candidate as it is stored with its file: of the catalogue, or of a provider."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    media_id: int | None = None
    outside: OutsideTitle | None = None
    confidence: float
    why: str
    reasons: list[MatchReason]
    parts: dict[str, float] = {}


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
    editions: list[str]
    file_name: str
    file_size_bytes: int
    container_format: str
    video_codec: str
    audio_codec: str
    duration_seconds: int
    resolution_label: str
    width: int
    height: int
    match_state: MatchState
    match_confidence: float
    match_is_manual: bool
    probe_error: str
    guess: Guess
    candidates: list[KeptCandidate] | None
    stored_at: datetime | None
    source_job_id: UUID | None
    position_seconds: int
    is_sample: bool
    missing_since: datetime | None
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
    editions: list[str]
    media: MediaCard | None
    file_name: str
    file_size_bytes: int
    container_format: str
    video_codec: str
    audio_codec: str
    duration_seconds: int
    resolution_label: str
    width: int
    height: int
    match_state: MatchState
    match_confidence: float
    probe_error: str
    stored_in_object_store: bool
    streams: list[Stream]
    source_job_id: UUID | None
    position_seconds: int  # 0 in a version that is over by then
    is_sample: bool  # too short to be its title
    is_home_video: bool  # ignored, because a user said so
    missing_since: datetime | None  # two scans in a row did not find the file
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
    items: list[LibraryItem]
    page: int
    page_size: int
    total: int


class Candidate(ResponseModel):
    """
    A candidate title of a file: its confidence (0 to 1), and the reasons as text. Either a title of
    the catalogue or one of a provider.
    """

    media: MediaCard | None
    outside: OutsideTitle | None
    confidence: float
    why: str
    reasons: list[MatchReason]


class UnmatchedItem(LibraryItem):
    guess: Guess
    candidates: list[Candidate]


class UnmatchedPage(ResponseModel):
    items: list[UnmatchedItem]
    page: int
    page_size: int
    total: int


class LibraryFilter(Paging):
    match_state: MatchState | None = None
    media_type: MediaType | None = None
    query: Annotated[str, Field(max_length=200)] | None = None


class UnmatchedFilter(Paging):
    # Small pages: the candidates of each row are a query of their own.
    page_size: Annotated[int, Field(ge=1, le=50)] = 20


class MatchRequest(RequestModel):
    media_id: MediaId
    episode_id: EpisodeId | None = None
    force: bool = False


class IgnoreRequest(RequestModel):
    """Without a body the file is only ignored."""

    is_home_video: bool = False

    @model_validator(mode="before")
    @classmethod
    def no_body_is_an_empty_one(cls, given: Any) -> Any:
        return {} if given is None else given


class TitleLink(RequestModel):
    """An address of a title at IMDb or TMDB, or an IMDb id."""

    link: Annotated[str, Field(min_length=1, max_length=300)]


class TitlesOfLink(ResponseModel):
    """The titles of a link; none when the catalogue has no such title."""

    items: list[MediaCard]


class RescanRequest(RequestModel):
    """Without folders, every folder is scanned."""

    paths: Annotated[
        list[Annotated[str, Field(min_length=1, max_length=4096)]],
        Field(max_length=100, default_factory=list),
    ]
    #: Files that are not found are gone for good: mark them, however many. Administrators only.
    confirms_missing: bool = False

    @model_validator(mode="before")
    @classmethod
    def no_body_is_an_empty_one(cls, given: Any) -> Any:
        return {} if given is None else given


class RescanAccepted(ResponseModel):
    scan_id: UUID
    accepted: int


class RunningScan(ResponseModel):
    """Another scan that a queued one waits for."""

    id: UUID
    paths: list[str]
    phase: ScanPhase
    files_done: int
    files_total: int


class Scan(ResponseModel):
    id: UUID
    status: ScanStatus
    phase: ScanPhase
    files_done: int  # of this phase
    files_total: int  # of this phase; 0 while it is not known
    files_per_second: float  # in this phase
    seconds_left: int | None  # of this phase
    waits_for: RunningScan | None  # while it is queued
    files_found: int
    files_added: int
    files_updated: int
    files_moved: int
    files_unmatched: int
    files_not_found: int
    files_missing: int  # so many that they are only marked by a scan with `confirmsMissing`
    missing_in: list[str]  # the folders of these files
    message: str
    created_at: datetime
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class ScanCounts:
    """The counts of a scan, as the worker stores them."""

    phase: ScanPhase
    done: int
    total: int
    found: int
    added: int
    updated: int
    moved: int
    unmatched: int
    not_found: int


@dataclass(frozen=True, slots=True)
class StartedScan:
    """A scan that the worker begins; `is_requested`: by a person."""

    paths: list[str]
    confirms_missing: bool
    is_requested: bool


@dataclass(frozen=True, slots=True)
class ScannedFile:
    """A file on disk: path, size, and modification time."""

    path: str  # as `path_to_text` writes it
    size_bytes: int
    modified_ns: int


@dataclass(frozen=True, slots=True)
class LibraryFile:
    """The stored state of a file, as the scanner compares it."""

    id: UUID
    path: str
    size_bytes: int
    modified_ns: int


@dataclass(frozen=True, slots=True)
class RankedTitle:
    """A title a file may be; `parts` are the factors of its confidence, each from 0 to 1."""

    media_id: int
    media_type: MediaType
    confidence: float
    why: str
    reasons: tuple[MatchReason, ...] = ()
    parts: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MatchResult:
    """The match of a file; `candidates` are what else it may be, the best first."""

    guess: Guess
    match_state: MatchState = MatchState.UNMATCHED
    media_id: int | None = None
    episode_id: int | None = None
    confidence: float = 0.0
    more_episode_ids: tuple[int, ...] = ()  # of the same file, in order
    extra_kind: str = ""
    part_number: int | None = None
    part_set: str = ""
    editions: tuple[str, ...] = ()
    candidates: tuple[RankedTitle, ...] = ()


@dataclass(frozen=True, slots=True)
class Recognition:
    """
    The title of a download, before its files have arrived.

    Without an episode number it is a film, several episodes, or an episode that is not known.
    """

    media_id: int | None = None
    season_number: int | None = None
    episode_number: int | None = None
    confidence: float = 0.0


@dataclass(frozen=True, slots=True)
class ProbedStream:
    index: int
    type: StreamType
    codec: str = ""
    language: str = ""
    title: str = ""
    channels: int = 0
    bitrate_kbps: int = 0
    is_default: bool = False
    is_forced: bool = False
    is_hearing_impaired: bool = False
    channel_layout: str = ""
    profile: str = ""
    level: int = 0  # as the codec counts: 41 is 4.1 of H.264, 123 is 4.1 of HEVC
    bit_depth: int = 0
    pixel_format: str = ""
    transfer: Transfer = ""
    hdr: HdrKind = ""
    frame_rate: float = 0.0
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True)
class ProbedChapter:
    start_ms: int
    title: str = ""


@dataclass(frozen=True, slots=True)
class Probe:
    """
    The result of a probe: container, streams and duration. With an `error` it is not playable.
    """

    error: str = ""
    container: str = ""
    mime_type: str = ""
    video_codec: str = ""
    audio_codec: str = ""
    duration_s: int = 0
    width: int = 0
    height: int = 0
    resolution: str = ""
    bitrate_kbps: int = 0  # of the whole file
    hdr: HdrKind = ""
    streams: tuple[ProbedStream, ...] = ()
    chapters: tuple[ProbedChapter, ...] = ()

    @property
    def is_video(self) -> bool:
        return not self.error
