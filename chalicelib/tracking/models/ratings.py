"""Ratings from 0.5 to 10, and favorites. Pure."""

from typing import Annotated
from uuid import UUID

from pydantic import Field, ValidationInfo, field_validator

from chalicelib.catalog.models import EpisodeId, MediaCard, MediaId
from chalicelib.http.schemas import RequestModel, ResponseModel
from chalicelib.tracking.models.plays import SeasonNumber

MAX_TITLES = 100
MAX_FAVORITES = 10_000  # of one user

Rating = Annotated[float, Field(ge=0.5, le=10, multiple_of=0.5)]
MediaIds = Annotated[list[MediaId], Field(min_length=1, max_length=MAX_TITLES)]


class RatingRequest(RequestModel):
    """
    A rating of titles, or of one season or episode of one show; null removes it.

    The same title twice counts once.
    """

    media_ids: MediaIds
    season_number: SeasonNumber | None = None
    episode_id: EpisodeId | None = None
    rating: Rating | None

    @field_validator("season_number", "episode_id")
    @classmethod
    def _is_of_one_title(cls, part: int | None, info: ValidationInfo) -> int | None:
        if part is not None and len(set(info.data.get("media_ids", ()))) != 1:
            raise ValueError("belongs to one title")
        if part is not None and info.data.get("season_number") is not None:
            raise ValueError("name an episode or a season, not both")
        return part


class FavoriteRequest(RequestModel):
    media_ids: MediaIds
    is_favorite: bool


class OpinionChange(ResponseModel):
    """
    The titles after a change. `undo_id` reverts it for 30 seconds; None when nothing changed.
    """

    undo_id: UUID | None
    media: list[MediaCard]


class SeasonRating(ResponseModel):
    season_number: int
    rating: float


class EpisodeRating(ResponseModel):
    episode_id: int
    rating: float


class TitleRatings(ResponseModel):
    """The user's ratings of a title and its parts; `rating` is null without one of the whole."""

    rating: float | None
    seasons: list[SeasonRating]
    episodes: list[EpisodeRating]
