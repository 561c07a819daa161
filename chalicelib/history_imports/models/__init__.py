"""Imports as the API shows them, their states and their limits. No I/O."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated
from uuid import UUID
from zoneinfo import available_timezones

from pydantic import Field, field_validator

from chalicelib.catalog.models import MediaCard, MediaId, MediaType
from chalicelib.history_imports.models.import_entries import EntryKind, ImportFormat
from chalicelib.http.schemas import Paging, RequestModel, ResponseModel

#: The queue of the worker's tasks.
QUEUE = "history_imports"
READ_TASK = "read_history"
APPLY_TASK = "apply_history"
UNDO_TASK = "undo_history"

MAX_UPLOAD_BYTES = 64 << 20
MAX_PART_BYTES = 3 << 20  # in base64 it stays below the limit of a request
MAX_KEPT_IMPORTS = 30  # of one person
MAX_ROWS = 300_000
MAX_UPLOAD_AGE = timedelta(days=7)
MAX_UNAPPLIED_AGE = timedelta(days=30)  # of imports from which nothing was applied
MAX_CANDIDATES = 5


class ImportState(StrEnum):
    UPLOADING = "uploading"
    READING = "reading"
    UNRECOGNIZED = "unrecognized"  # waits for a person to name the format
    READY = "ready"  # the dry run is complete
    APPLYING = "applying"
    APPLIED = "applied"
    UNDOING = "undoing"
    UNDONE = "undone"
    CANCELLED = "cancelled"
    FAILED = "failed"


class TitleMatch(StrEnum):
    """How a title of the file was found in the catalogue."""

    IDS = "ids"
    NAME = "name"
    CHOSEN = "chosen"
    UNCERTAIN = "uncertain"
    NONE = "none"
    SKIPPED = "skipped"


#: States in which the worker is at it; a person has one such import at a time.
BUSY = frozenset({ImportState.READING, ImportState.APPLYING, ImportState.UNDOING})
#: What can be left at any time, without a trace in the history.
CANCELLABLE = frozenset({ImportState.UPLOADING, ImportState.READING, ImportState.UNRECOGNIZED})
MATCHED = (TitleMatch.IDS, TitleMatch.NAME, TitleMatch.CHOSEN)


class NewImport(RequestModel):
    """A file to come, in parts. `time_zone` is the person's: days are counted in it."""

    file_name: Annotated[str, Field(min_length=1, max_length=255)]
    size_bytes: Annotated[int, Field(ge=1)]
    time_zone: Annotated[str, Field(max_length=64)] = "UTC"

    @field_validator("time_zone")
    @classmethod
    def _is_known(cls, time_zone: str) -> str:
        if time_zone not in available_timezones():
            raise ValueError("is no time zone of the IANA database")
        return time_zone


class ImportPart(RequestModel):
    """A part of the file, in base64."""

    data: Annotated[str, Field(min_length=1, max_length=MAX_PART_BYTES * 4 // 3 + 4)]


class ReadRequest(RequestModel):
    """Read the upload; `format` only where it is not recognised, or wrongly."""

    format: ImportFormat | None = None


class ReviewQuery(Paging):
    """Titles of the file by how they were matched."""

    match: TitleMatch = TitleMatch.UNCERTAIN


class TitleChoice(RequestModel):
    """The title that is meant; null leaves its rows out."""

    media_id: MediaId | None


class KindCounts(ResponseModel):
    """Rows of one kind by what becomes of them."""

    kind: EntryKind
    new: int
    there: int  # already in the history, or twice in the file
    uncertain: int
    missing: int  # the title or the episode is not in the catalogue
    skipped: int
    unsupported: int
    broken: int
    applied: int
    undone: int
    kept: int  # changed since they were applied, so undoing left them


class HistoryImport(ResponseModel):
    """
    An import. `rows_total` is null until the file was read to its end; `rows_per_second` and
    `seconds_left` while something runs and its rate is known.
    """

    id: UUID
    file_name: str
    size_bytes: int
    received_bytes: int
    format: ImportFormat | None
    state: ImportState
    message: str
    rows_done: int
    rows_total: int | None
    rows_per_second: float | None
    seconds_left: int | None
    counts: list[KindCounts]
    uncertain_titles: int
    missing_titles: int
    can_apply: bool
    can_undo: bool
    created_at: datetime
    applied_at: datetime | None


class HistoryImports(ResponseModel):
    """A person's imports, the newest first."""

    items: list[HistoryImport]


class ReviewedTitle(ResponseModel):
    """A title of the file, with what it may be in the catalogue; the likeliest first."""

    number: int
    title: str
    year: int | None
    media_type: MediaType | None
    match: TitleMatch
    rows: int
    example: str  # where one of its rows is
    media: MediaCard | None
    candidates: list[MediaCard]


class ReviewPage(ResponseModel):
    items: list[ReviewedTitle]
    total: int


class RowProblem(ResponseModel):
    """A row that became nothing, and why."""

    place: str
    message: str


class RowProblemPage(ResponseModel):
    items: list[RowProblem]
    total: int
