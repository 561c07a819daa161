"""Requests that change several plays at once. Pure."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from pydantic import Field

from chalicelib.catalog.models import MediaCard
from chalicelib.http.schemas import RequestModel, ResponseModel
from chalicelib.tracking.models.plays import PlayId, PlayTime
from chalicelib.tracking.models.ratings import Rating

MAX_SELECTED = 200  # plays of one request


class PlaySelection(RequestModel):
    """Some of the user's plays; those that are gone are left out."""

    play_ids: Annotated[list[PlayId], Field(min_length=1, max_length=MAX_SELECTED)]


class PlaySelectionTime(PlaySelection, PlayTime):
    """When they were."""


class PlaySelectionRating(PlaySelection):
    """Of the film or the episode of each; null removes it."""

    rating: Rating | None


class PlaySelectionChange(ResponseModel):
    """
    The number of plays meant, and the titles they belong to. `undo_id` reverts it for 30 seconds;
    null when nothing changed.
    """

    undo_id: UUID | None
    count: int
    media: list[MediaCard]


@dataclass(frozen=True, slots=True)
class ChangedPlays:
    """What a change of chosen plays was about; `rows` is JSON, for undoing."""

    count: int
    media_ids: list[int]
    rows: str
