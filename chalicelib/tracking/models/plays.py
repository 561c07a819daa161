"""Plays: one per viewing of a movie or an episode, and the history made of them. No I/O."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, Field, ValidationInfo, field_validator

from chalicelib.catalog.models import EpisodeId, MediaCard, MediaId, MediaType
from chalicelib.http.schemas import RequestModel, ResponseModel

#: How long a change can be undone.
UNDO_PERIOD = timedelta(seconds=30)
#: A client's clock may be ahead of ours.
MAX_CLOCK_SKEW = timedelta(minutes=5)
#: The day is over earlier in the east: a date may be tomorrow's in UTC.
MAX_DAY_AHEAD = timedelta(days=1)
#: The year of the oldest surviving film.
FIRST_VIEWING = datetime(1888, 1, 1, tzinfo=UTC)
#: Stored and sorted in place of an unknown moment, after all others.
UNKNOWN_MOMENT = "-infinity"

PlayId = MediaId
SeasonNumber = Annotated[int, Field(ge=0, le=32_767)]
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Precision(StrEnum):
    """What is known of the time of a viewing."""

    MOMENT = "moment"
    DAY = "day"
    RELEASE = "release"  # the day the title was released or the episode aired
    UNKNOWN = "unknown"


class PlaySource(StrEnum):
    PLAYER = "player"
    HAND = "hand"
    IMPORT = "import"
    WEBHOOK = "webhook"


class PlayTime(RequestModel):
    """
    When a title was watched: without any field, now.

    `watched_at` belongs to the precisions moment and day. Of a day, the date counts as written,
    in the offset of the client.
    """

    precision: Precision = Precision.MOMENT
    watched_at: AwareDatetime | None = None

    @field_validator("watched_at")
    @classmethod
    def _is_absent_where_no_time_is_known(
        cls, watched_at: datetime | None, info: ValidationInfo
    ) -> datetime | None:
        precision = info.data.get("precision")
        if watched_at is not None and precision in (Precision.RELEASE, Precision.UNKNOWN):
            raise ValueError(f"does not go with the precision {precision}")
        return watched_at

    def moment(self, now: datetime) -> datetime | None:
        """The instant to store; None when it depends on the title or is unknown."""
        if self.precision in (Precision.RELEASE, Precision.UNKNOWN):
            return None
        if self.watched_at is None:
            return now
        if self.precision is Precision.DAY:
            return datetime.combine(self.watched_at.date(), time(12), UTC)
        return self.watched_at

    def latest(self, now: datetime) -> datetime:
        """The last instant that is not in the future."""
        return now + (MAX_DAY_AHEAD if self.precision is Precision.DAY else MAX_CLOCK_SKEW)


class PlayScope(RequestModel):
    """
    A movie, an episode, a season or a whole show; with `up_to`, an episode and all before it.

    A season and a show are their aired episodes, a show without its specials.
    """

    media_id: MediaId
    episode_id: EpisodeId | None = None
    season_number: SeasonNumber | None = None
    up_to: bool = False

    @field_validator("season_number")
    @classmethod
    def _names_one_part(cls, season_number: int | None, info: ValidationInfo) -> int | None:
        if season_number is not None and info.data.get("episode_id") is not None:
            raise ValueError("name an episode or a season, not both")
        return season_number


class PlaysRequest(PlayScope, PlayTime):
    """
    Plays to add.

    One movie or episode gets another play each time. Of several episodes, those that were watched
    before get one only with `again`.
    """

    again: bool = False


class PlaysChange(ResponseModel):
    """What a request changed. `undo_id` reverts it for 30 seconds; None when nothing changed."""

    undo_id: UUID | None
    added: int
    removed: int
    media: MediaCard


class Play(ResponseModel):
    """
    A viewing. `watched_at` is null when it is unknown; of a day, it is noon in UTC.

    `rating` is the user's own, of the episode where there is one.
    """

    id: int
    media: MediaCard
    episode_id: int | None
    episode_label: str | None
    episode_title: str | None
    watched_at: datetime | None
    precision: Precision
    source: PlaySource
    rating: float | None


class HistoryQuery(RequestModel):
    """
    Plays between two instants, the newest first.

    `cursor` is `nextCursor` of the page before. Unknown moments come last, without `from` only.
    """

    from_: Annotated[AwareDatetime | None, Field(alias="from")] = None
    to: AwareDatetime | None = None
    media_type: MediaType | None = None
    media_id: MediaId | None = None
    cursor: Annotated[str, Field(pattern=r"^(unknown|-?\d{1,16})\.\d{1,18}$")] | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 50

    @property
    def after(self) -> tuple[str, int] | None:
        """The moment and the id of the last play of the page before."""
        if self.cursor is None:
            return None
        moment, play_id = self.cursor.split(".")
        if moment == "unknown":
            return UNKNOWN_MOMENT, int(play_id)
        return (EPOCH + timedelta(microseconds=int(moment))).isoformat(), int(play_id)


class HistoryPage(ResponseModel):
    """`next_cursor` is null on the last page."""

    items: list[Play]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class PlayRow:
    """A play without its card."""

    id: int
    media_id: int
    episode_id: int | None
    season_number: int | None
    episode_number: int | None
    episode_title: str | None
    watched_at: datetime | None
    precision: Precision
    source: PlaySource
    rating: float | None  # of the episode, or of a title without episodes

    @property
    def cursor(self) -> str:
        """The position of this play in the history."""
        if self.watched_at is None:
            return f"unknown.{self.id}"
        return f"{(self.watched_at - EPOCH) // timedelta(microseconds=1)}.{self.id}"


@dataclass(frozen=True, slots=True)
class Change:
    """A stored change: the ids of added plays, and removed or altered rows as JSON."""

    added_plays: list[int]
    removed_plays: str
    positions: str
    ratings: str
    favorites: str
    statuses: str
    parts: str  # an object, by the names of the lists
    xact: str  # the transaction that made it
    expires_at: datetime
