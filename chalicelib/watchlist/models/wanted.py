"""What a person wants for the library: films and episodes. Pure."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, model_validator

from chalicelib.catalog.models import EpisodeId, MediaCard, MediaId
from chalicelib.http.schemas import Paging, RequestModel, ResponseModel
from chalicelib.tracking.models.plays import SeasonNumber
from chalicelib.watchlist.models import MAX_IDS

MAX_WANTED = 100_000  # films and episodes of one user


class WantedKind(StrEnum):
    MOVIE = "movie"
    SHOW = "show"


class WantedPreset(StrEnum):
    """Which episodes of a show or a season are wanted; specials only as a season of their own."""

    ALL = "all"  # what has aired, and what airs from now on
    MISSING = "missing"  # the same, without what the library has
    FUTURE = "future"  # what airs from now on
    FROM_HERE = "from_here"  # the named episode and all after it


class EpisodeState(StrEnum):
    HAVE = "have"
    DOWNLOADING = "downloading"
    WANTED = "wanted"
    UPCOMING = "upcoming"  # wanted once it has aired
    OPEN = "open"  # neither here nor wanted


class WantedQuery(Paging):
    """`q` searches titles."""

    kind: WantedKind = WantedKind.MOVIE
    q: Annotated[str, Field(max_length=100)] = ""


class WantedScope(RequestModel):
    """Titles; or a season or an episode of one show."""

    media_ids: Annotated[list[MediaId], Field(min_length=1, max_length=MAX_IDS)]
    season_number: SeasonNumber | None = None
    episode_id: EpisodeId | None = None

    @model_validator(mode="after")
    def _names_one_part(self) -> Self:
        if self.season_number is not None and self.episode_id is not None:
            raise ValueError("name an episode or a season, not both")
        if (self.season_number, self.episode_id) != (None, None) and len(self.media_ids) > 1:
            raise ValueError("a season or an episode belongs to one title")
        return self


class WantedRequest(WantedScope):
    """`preset` is for shows and seasons; an episode alone is wanted alone."""

    preset: WantedPreset = WantedPreset.MISSING

    @model_validator(mode="after")
    def _starts_somewhere(self) -> Self:
        if self.preset is WantedPreset.FROM_HERE and self.episode_id is None:
            raise ValueError("name the episode to start from")
        return self


class WantedChange(ResponseModel):
    """The titles after a change. `undo_id` reverts it for 30 seconds; None: no change."""

    undo_id: UUID | None
    media: list[MediaCard]


class WantedEpisode(ResponseModel):
    """`is_wanted`: the user asked for it, alone or with its show, here or not, aired or not."""

    id: int
    episode_number: int
    title: str
    air_date: date | None
    state: EpisodeState
    is_wanted: bool


class WantedSeason(ResponseModel):
    """`aired` counts episodes that are out, `have` those in the library."""

    season_number: int
    have: int
    wanted: int
    upcoming: int
    aired: int
    episodes: list[WantedEpisode]


class WantedShow(ResponseModel):
    media: MediaCard
    have: int
    wanted: int
    upcoming: int
    aired: int
    seasons: list[WantedSeason]


class WantedMovie(ResponseModel):
    """`is_upcoming`: it is not released yet."""

    media: MediaCard
    is_upcoming: bool


class WantedPage(ResponseModel):
    """The list that was asked for has items; the other is empty."""

    movies: list[WantedMovie]
    shows: list[WantedShow]
    page: int
    page_size: int
    total: int


class WantedCounts(ResponseModel):
    movies: int
    episodes: int
    shows: int
    upcoming: int


@dataclass(frozen=True, slots=True)
class WantedTitleRow:
    media_id: int
    is_upcoming: bool
    total: int


@dataclass(frozen=True, slots=True)
class WantedEpisodeRow:
    media_id: int
    id: int
    season_number: int
    episode_number: int
    title: str
    air_date: date | None
    has_aired: bool
    state: EpisodeState
    is_wanted: bool
