"""Watch later: its filters and orders, and moves in its own order. Pure."""

from enum import StrEnum
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, model_validator

from chalicelib.catalog.models import MediaCard, MediaId, MediaType, Slug
from chalicelib.http.schemas import Paging, RequestModel, ResponseModel

MAX_TITLES = 100


class WatchLaterSort(StrEnum):
    OWN = "own"  # as the user arranged it, new titles first
    ADDED = "added"  # the newest first
    TITLE = "title"
    RELEASE = "release"  # the newest first
    SHORTEST = "shortest"
    TOP_RATED = "top_rated"


class WatchLaterQuery(Paging):
    """Filters and order; a filter that is absent does not restrict. `available`: playable here."""

    media_type: MediaType | None = None
    genre: Slug | None = None
    available: bool = False
    sort: WatchLaterSort = WatchLaterSort.OWN


class WatchLaterRequest(RequestModel):
    media_id: MediaId


class WatchLaterUpdate(RequestModel):
    """Titles to put on the list, or to take off it; those already there keep their place."""

    media_ids: Annotated[list[MediaId], Field(min_length=1, max_length=MAX_TITLES)]
    is_listed: bool


class WatchLaterMove(RequestModel):
    """The title to stand before or after, by its id."""

    before: MediaId | None = None
    after: MediaId | None = None

    @model_validator(mode="after")
    def _names_one_place(self) -> Self:
        if (self.before is None) == (self.after is None):
            raise ValueError("name the title to stand before, or the one to stand after")
        return self


class WatchLaterChange(ResponseModel):
    """
    The titles after a change. `undo_id` reverts it for 30 seconds; None when nothing changed.
    """

    undo_id: UUID | None
    media: list[MediaCard]
