"""
What people did with titles, and the rules of progress. Pure.

A viewing begins to count at 2 % and is over at 90 %: the credits are not part of it. Below 2 %
somebody only had a look, and the title stays out of Continue watching. There is no rule in
seconds, because it would keep short films out of that row.

Once a viewing is over, a lower position is a late message from it, or somebody looking up a
scene. Only one from the first 10 % begins another viewing.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from chalicelib.artwork.picture_urls import StillUrl
from chalicelib.catalog.models import EpisodeId, MediaCard, MediaId
from chalicelib.platform.schemas import RequestModel, ResponseModel

STARTED_PERCENT = 2
AGAIN_PERCENT = 10
OVER_PERCENT = 90

LONGEST_S = 7 * 86_400  # the longest file anybody plays, and no number the database cannot hold


@dataclass(frozen=True, slots=True)
class Moment:
    """A position in a file of some length, both in whole seconds."""

    position_s: int
    duration_s: int

    @classmethod
    def of(cls, position_s: float, duration_s: float) -> "Moment":
        """What a player reported; a position behind the end is the end."""
        duration = max(1, round(duration_s))
        return cls(int(min(position_s, duration)), duration)

    @property
    def percent(self) -> int:
        return 100 * self.position_s // self.duration_s

    @property
    def is_over(self) -> bool:
        return self.percent >= OVER_PERCENT

    @property
    def is_beginning(self) -> bool:
        return self.percent < AGAIN_PERCENT


class ProgressUpdate(RequestModel):
    media_id: MediaId
    episode_id: EpisodeId | None = None
    position_seconds: Annotated[float, Field(ge=0)]
    duration_seconds: Annotated[float, Field(gt=0, le=LONGEST_S)]


class Progress(ResponseModel):
    """`watched` stays true once it was reached, whatever is played afterwards."""

    position_seconds: int
    duration_seconds: int
    progress_percent: int
    watched: bool


class EpisodeOf(RequestModel):
    """The query that names one episode of the title in the path."""

    episode_id: EpisodeId | None = None


class WatchLaterRequest(RequestModel):
    media_id: MediaId


class WatchedRequest(RequestModel):
    """Without an episode the whole title; for a show that means every aired episode."""

    media_id: MediaId
    episode_id: EpisodeId | None = None


class ContinueItem(ResponseModel):
    media: MediaCard
    episode_id: int | None
    episode_label: str | None
    episode_title: str | None
    still_url: StillUrl
    still_placeholder: str | None
    position_seconds: int
    duration_seconds: int
    progress_percent: int
    seconds_left: int
    library_item_id: UUID | None
    updated_at: datetime


class ContinueList(ResponseModel):
    items: list[ContinueItem]


@dataclass(frozen=True, slots=True)
class ContinueRow:
    """An entry of Continue watching before its card is known; durations in seconds."""

    media_id: int
    episode_id: int | None
    season_number: int | None
    episode_number: int | None
    episode_title: str | None
    still_url: str | None
    still_placeholder: str | None
    position_seconds: int
    duration_seconds: int  # 0 when neither a player, a file nor the catalogue knows
    library_item_id: UUID | None
    updated_at: datetime
