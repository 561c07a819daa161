"""The fields of a title that people may set, and their locks."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, Literal, get_args
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from chalicelib.artwork.proxy_urls import PosterUrl
from chalicelib.http.schemas import RequestModel, ResponseModel

#: As columns; `genres` are rows.
EditField = Literal[
    "title", "overview", "release_date", "runtime_minutes", "poster_url", "backdrop_url", "genres"
]
MAX_GENRES = 10
MAX_PICTURES = 24  # of each kind

PictureAddress = Annotated[str, Field(pattern=r"^https?://[^\s<>\"]+$", max_length=500)]
GenreName = Annotated[str, Field(min_length=1, max_length=60)]


class TitleFieldValues(BaseModel):
    """The values of a title now; genres by name, in order."""

    model_config = ConfigDict(frozen=True)

    title: str
    overview: str
    release_date: date | None
    runtime_minutes: int | None
    poster_url: str | None
    backdrop_url: str | None
    genres: tuple[str, ...]


class TitleEdit(RequestModel):
    """The fields to set; those that are not sent stay as they are."""

    title: Annotated[str, Field(min_length=1, max_length=500)] = ""
    overview: Annotated[str, Field(max_length=10_000)] = ""
    release_date: date | None = None
    runtime_minutes: Annotated[int, Field(ge=1, le=100_000)] | None = None
    poster_url: PictureAddress | None = None
    backdrop_url: PictureAddress | None = None
    genres: Annotated[tuple[GenreName, ...], Field(min_length=1, max_length=MAX_GENRES)] = ()

    @property
    def changes(self) -> dict[EditField, Any]:
        """The fields that were sent."""
        return {name: getattr(self, name) for name in self.model_fields_set}  # type: ignore[misc]


class LockedField(StrEnum):
    """A field as the API names it."""

    TITLE = "title"
    OVERVIEW = "overview"
    RELEASE_DATE = "releaseDate"
    RUNTIME_MINUTES = "runtimeMinutes"
    POSTER_URL = "posterUrl"
    BACKDROP_URL = "backdropUrl"
    GENRES = "genres"

    @property
    def column(self) -> EditField:
        return COLUMNS[self]


COLUMNS: dict[LockedField, EditField] = dict(zip(LockedField, get_args(EditField), strict=True))


class FieldLock(ResponseModel):
    """A field that a person set; `set_by` is null when they are gone."""

    field: LockedField
    set_at: datetime
    set_by: str | None


class TitleEdits(ResponseModel):
    """The values of a title now, and which of them are locked. `source` names who describes it."""

    title: str
    overview: str
    release_date: date | None
    runtime_minutes: int | None
    poster_url: str | None
    backdrop_url: str | None
    genres: list[str]
    locks: list[FieldLock]
    source: Literal["tmdb", "igdb"]


class TitleEditChange(ResponseModel):
    """`undo_id` is null when nothing changed."""

    undo_id: UUID | None
    edits: TitleEdits


class PictureChoice(ResponseModel):
    """`address` is what to set; `preview_url` shows it, small."""

    address: str
    preview_url: PosterUrl


class PictureChoices(ResponseModel):
    """
    The pictures that the source of a title has. `state` says why there are none: the source does
    not know the title, has no key here, or does not answer now.
    """

    state: Literal["ok", "unknown", "no_key", "unavailable"]
    posters: list[PictureChoice] = Field(default_factory=list)
    backdrops: list[PictureChoice] = Field(default_factory=list)


class StoredLock(BaseModel):
    """A row of `title_locks`: `before` is what the sources said."""

    model_config = ConfigDict(frozen=True)

    field: EditField
    before: Any
    set_at: datetime
    set_by: UUID | None


class UndoneEdit(BaseModel):
    """What undoing an edit needs: the values and locks before it, and when it was made."""

    model_config = ConfigDict(frozen=True)

    media_id: int
    at: datetime
    values: dict[EditField, Any]
    locks: list[StoredLock]
