"""
Progress and watched, and the rules of progress. No I/O.

A viewing starts at 2 % and is complete where the credits of its file begin; where that is not
known, at 90 %. Each user may set other limits. A title below the first stays out of Continue
watching. A limit in seconds would keep short films out of that row.

After completion, a lower position is a delayed update or the search for a scene. Only a position
in the first 10 % starts another viewing.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, Field, ValidationInfo, field_validator

from chalicelib.artwork.proxy_urls import StillUrl
from chalicelib.catalog.models import EpisodeId, MediaCard, MediaId
from chalicelib.catalog.models.file_absence import Absence
from chalicelib.http.schemas import RequestModel, ResponseModel

MAX_RESTART_PERCENT = 10
DEFAULT_FINISHED_PERCENT = 90
#: No user's limit is lower: the database has the same one.
MIN_FINISHED_SETTING = 50

#: Players report positions a little behind the end.
MAX_OVERSHOOT_S = 60
PLAYING_FOR = timedelta(minutes=3)  # a player reports where it is more often
MAX_DURATION_S = 7 * 86_400  # longer than any file, and within the database's integer


@dataclass(frozen=True, slots=True)
class Moment:
    """A position in a file of some length, both in whole seconds."""

    position_s: int
    duration_s: int

    @classmethod
    def of(cls, position_s: float, duration_s: float) -> "Moment":
        """From a player's report; a position beyond the end is the end."""
        duration = max(1, round(duration_s))
        return cls(int(min(position_s, duration)), duration)

    @property
    def percent(self) -> int:
        return 100 * self.position_s // self.duration_s

    @property
    def is_restart(self) -> bool:
        return self.percent < MAX_RESTART_PERCENT


class ProgressUpdate(RequestModel):
    """
    A player's report. `viewing_id` is the same for all reports of one viewing, and `recorded_at` is
    when the position was read: with them, repeated, late and reordered reports end in one state.
    `library_item_id` is the file that plays: its other episodes get the same reports, and the
    position in a part of a film becomes one in the whole film.
    """

    media_id: MediaId
    episode_id: EpisodeId | None = None
    duration_seconds: Annotated[float, Field(gt=0, le=MAX_DURATION_S)]
    position_seconds: Annotated[float, Field(ge=0, le=MAX_DURATION_S + MAX_OVERSHOOT_S)]

    recorded_at: AwareDatetime | None = None
    viewing_id: UUID | None = None
    library_item_id: UUID | None = None

    @field_validator("position_seconds")
    @classmethod
    def _is_not_beyond_the_end(cls, position: float, info: ValidationInfo) -> float:
        duration = info.data.get("duration_seconds")
        if duration is not None and position > duration + MAX_OVERSHOOT_S:
            raise ValueError("is beyond the end")
        return position


class WatchProgress(ResponseModel):
    """`watched` stays true once it is reached, also when the title is played again."""

    position_seconds: int
    duration_seconds: int
    progress_percent: int
    watched: bool


class ProgressChange(ResponseModel):
    """`undo_id` reverts the change for 30 seconds; None when nothing changed."""

    undo_id: UUID | None


class EpisodeQuery(RequestModel):
    """The query with an episode of the title in the path."""

    episode_id: EpisodeId | None = None


class WatchedRequest(RequestModel):
    """Without an episode the whole title, which for a show is every aired episode."""

    media_id: MediaId
    episode_id: EpisodeId | None = None


class ContinueItem(ResponseModel):
    """`id` names the film or the episode: a list that is loaded again keeps its other entries."""

    id: str
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
    absence: Absence | None  # why the file there is cannot be played now
    updated_at: datetime


class ContinueList(ResponseModel):
    items: list[ContinueItem]


@dataclass(frozen=True, slots=True)
class ContinueRow:
    """An entry of Continue watching without its card; durations in seconds."""

    media_id: int
    episode_id: int | None
    season_number: int | None
    episode_number: int | None
    episode_title: str | None
    still_url: str | None
    still_placeholder: str | None
    position_seconds: int
    duration_seconds: int  # 0 when no player, file or metadata has it
    library_item_id: UUID | None  # of a file at hand
    absent_in: str | None  # see `absence_of`
    updated_at: datetime
