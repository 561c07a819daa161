"""Scans of the library: what a request, the page and the scanner see of one."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field, model_validator

from chalicelib.catalog.models import MediaId
from chalicelib.http.schemas import RequestModel, ResponseModel

#: What a scan does: it looks at the folders, waits until new files are complete, adds, matches and
#: reads them.
ScanPhase = Literal["looking", "settling", "adding", "matching", "probing"]

ScanStatus = Literal["queued", "running", "completed", "failed"]


class RescanRequest(RequestModel):
    """Without folders and without a title, every folder is scanned."""

    paths: Annotated[
        list[Annotated[str, Field(min_length=1, max_length=4096)]],
        Field(max_length=100, default_factory=list),
    ]
    #: The folders that have the files of this title.
    media_id: MediaId | None = None
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
    has_worker: bool  # one is running; without it nothing is scanned
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


class ScansInProgress(ResponseModel):
    """The running scan first, then those that wait for it."""

    items: list[Scan]


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


#: What an item is: a video file, or a game in one file or in a folder that is one item.
ItemContent = Literal["video", "game", "game_folder"]


@dataclass(frozen=True, slots=True)
class ScannedFile:
    """
    A file on disk: path, size, and modification time.

    Of a folder that is a game, the size of everything in it and its own time.
    """

    path: str  # as `path_to_text` writes it
    size_bytes: int
    modified_ns: int
    content: ItemContent = "video"


@dataclass(frozen=True, slots=True)
class LibraryFile:
    """The stored state of a file, as the scanner compares it."""

    id: UUID
    path: str
    size_bytes: int
    modified_ns: int
    content: ItemContent = "video"

    @property
    def is_game(self) -> bool:
        return self.content != "video"
