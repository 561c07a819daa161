"""Stored rows of imports. No I/O."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from chalicelib.catalog.models import MediaType
from chalicelib.history_imports.models import ImportState, TitleMatch
from chalicelib.history_imports.models.import_entries import EntryKind, ImportFormat


@dataclass(frozen=True, slots=True)
class ImportRow:
    """An import without its counts."""

    id: UUID
    user_id: UUID
    file_name: str
    size_bytes: int
    received_bytes: int
    time_zone: str
    format: ImportFormat | None
    state: ImportState
    message: str
    rows_total: int | None
    rows_done: int
    state_since: datetime
    created_at: datetime
    applied_at: datetime | None


@dataclass(frozen=True, slots=True)
class OutcomeCount:
    """Rows of an import by kind and outcome."""

    import_id: UUID
    kind: EntryKind
    outcome: str
    count: int


@dataclass(frozen=True, slots=True)
class TitleCount:
    """Titles of an import that wait for a person, or are not in the catalogue."""

    import_id: UUID
    match: TitleMatch
    count: int


@dataclass(frozen=True, slots=True)
class TitleRow:
    """A title of a file that needs a look."""

    number: int
    media_type: MediaType | None
    title: str
    year: int | None
    match: TitleMatch
    media_id: int | None
    candidates: list[int]
    rows: int
    example: str


@dataclass(frozen=True, slots=True)
class UnmatchedTitle:
    """A title of a file that ids and exact names did not find."""

    number: int
    media_type: MediaType | None
    title: str
    year: int | None


@dataclass(frozen=True, slots=True)
class SimilarTitle:
    """A title of the catalogue whose name is like that of a file. `weight` grows with its votes."""

    media_id: int
    media_type: MediaType
    title: str
    original_title: str | None
    year: int | None
    weight: int
