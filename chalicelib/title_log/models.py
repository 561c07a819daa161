"""Entries of the log of a title. No I/O."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from chalicelib.http.schemas import RequestModel, ResponseModel
from chalicelib.tracking.models.plays import UNKNOWN_MOMENT, PlaySource

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
CURSOR = r"^(unknown|-?\d{1,17})\.[a-z_]{1,20}\.-?\d{1,20}$"


class LogKind(StrEnum):
    """What happened; the comments say what `value` is."""

    SEEN = "seen"
    RATING = "rating"  # of 10; null: removed
    STATUS = "status"  # a `WatchStatus`; null: none any more
    GAME = "game"  # a `GameStatus`; null: taken off the shelves
    FAVORITE = "favorite"
    WATCH_LATER = "watch_later"
    FOLLOW = "follow"  # follow or mute
    WANTED = "wanted"
    COLLECTION = "collection"  # its name
    NOTE = "note"
    REVIEW = "review"
    TAG = "tag"  # its name
    SESSION = "session"  # minutes played
    DOWNLOADED = "downloaded"
    ADDED = "added"  # to the library


class LogQuery(RequestModel):
    """`cursor` is `nextCursor` of the page before."""

    cursor: Annotated[str, Field(pattern=CURSOR)] | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 30

    @property
    def after(self) -> tuple[str, str, int] | None:
        """The last entry of the page before."""
        if self.cursor is None:
            return None
        moment, kind, ref = self.cursor.split(".")
        if moment != "unknown":
            moment = (EPOCH + timedelta(microseconds=int(moment))).isoformat()
        return (UNKNOWN_MOMENT if moment == "unknown" else moment), kind, int(ref)


class LogEntry(ResponseModel):
    """
    Something that happened, perhaps with several episodes at once.

    `at` is null when it is not known, and noon in UTC when only its day is. `part` names a season,
    an episode, or the first and the last of `count` episodes; null: the title as a whole.
    """

    id: str
    kind: LogKind
    at: datetime | None
    is_day: bool
    value: str | None
    source: PlaySource | None  # of what was seen
    part: str | None
    count: int


class LogPage(ResponseModel):
    """The newest first; `next_cursor` is null on the last page."""

    items: list[LogEntry]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class LogRow:
    kind: LogKind
    ref: int
    at: datetime | None
    is_day: bool
    value: str | None
    source: PlaySource | None
    count: int
    season_number: int | None
    episode_number: int | None
    last_season_number: int | None
    last_episode_number: int | None

    @property
    def cursor(self) -> str:
        """The position of this entry in the log."""
        moment = "unknown"
        if self.at is not None:
            moment = str((self.at - EPOCH) // timedelta(microseconds=1))
        return f"{moment}.{self.kind}.{self.ref}"
