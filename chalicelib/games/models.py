"""States of games, playthroughs, sessions and shelves, as requests and responses. No I/O."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, Field, ValidationInfo, field_validator

from chalicelib.catalog.models import GameStatus, MediaCard, MediaId, Platform
from chalicelib.http.schemas import RequestModel, ResponseModel

#: A client's clock may be ahead of ours.
MAX_CLOCK_SKEW = timedelta(minutes=5)
#: The day is over earlier in the east: a date may be tomorrow's in UTC.
MAX_DAY_AHEAD = timedelta(days=1)
#: The year of Tennis for Two.
FIRST_GAME = date(1958, 1, 1)
MAX_SESSION_MIN = 24 * 60
MAX_PLAYED_MIN = 100_000 * 60
MAX_PLAYTHROUGHS = 50  # of one game
MAX_SESSIONS = 2_000  # of one playthrough
SHOWN_SESSIONS = 20  # of one playthrough, the newest
MAX_TITLES = 100
MAX_PLATFORMS = 20  # that a game is owned on, beside the one it is played on

Note = Annotated[str, Field(max_length=500)]


class Completion(StrEnum):
    """What was finished: the story, or everything there is."""

    STORY = "story"
    EVERYTHING = "everything"


class GameStatusRequest(RequestModel):
    """
    A state of a game.

    `playing` begins a playthrough unless one is open. `completed` finishes the open one, by
    default its story and today; these two fields belong to it. Absent platforms stay: `platform` is
    the one the user plays on, `more_platforms` are others they have it on.
    """

    status: GameStatus
    platform: Platform | None = None
    more_platforms: Annotated[list[Platform], Field(max_length=MAX_PLATFORMS)] | None = None
    completion: Completion | None = None
    finished_on: date | None = None

    @field_validator("completion", "finished_on")
    @classmethod
    def _belongs_to_completed(
        cls, value: Completion | date | None, info: ValidationInfo
    ) -> Completion | date | None:
        if value is not None and info.data.get("status") is not GameStatus.COMPLETED:
            raise ValueError("belongs to the state completed")
        return value


class GameStatusesRequest(RequestModel):
    """One state for several games; null takes them off the shelves."""

    media_ids: Annotated[list[MediaId], Field(min_length=1, max_length=MAX_TITLES)]
    status: GameStatus | None


class PlaythroughRequest(RequestModel):
    """
    A playthrough, or what changes of one: absent fields stay.

    Without `completion` it is not finished. `minutes_played` includes the sessions.
    """

    platform: Platform | None = None
    started_on: date | None = None
    completion: Completion | None = None
    finished_on: date | None = None
    minutes_played: Annotated[int | None, Field(ge=0, le=MAX_PLAYED_MIN)] = None
    note: Note = ""


class SessionRequest(RequestModel):
    """
    Time played, until now unless `played_at` says when.

    It belongs to the playthrough, by default to the open one; without any, one begins.
    """

    minutes: Annotated[int, Field(ge=1, le=MAX_SESSION_MIN)]
    played_at: AwareDatetime | None = None
    playthrough_id: MediaId | None = None
    note: Note = ""


class GameSession(ResponseModel):
    id: int
    played_at: datetime
    minutes: int
    note: str


class Playthrough(ResponseModel):
    """One time through a game; `completion` is null until it is finished. The newest sessions."""

    id: int
    platform: str | None
    started_on: date | None
    finished_on: date | None
    completion: Completion | None
    minutes_played: int
    note: str
    session_count: int
    sessions: list[GameSession]


class GameState(ResponseModel):
    """
    Where the user stands with a game; playthroughs, the newest first.

    `timer_started_at` is null while no timer runs.
    """

    status: GameStatus | None
    platform: str | None
    more_platforms: list[str]
    timer_started_at: datetime | None
    moved_at: datetime | None
    minutes_played: int
    last_played_at: datetime | None
    playthroughs: list[Playthrough]


class GameChange(ResponseModel):
    """A game after a change. `undo_id` reverts it for 30 seconds; None when nothing changed."""

    undo_id: UUID | None
    game: GameState
    media: MediaCard


class GamesChange(ResponseModel):
    """Games after a change of several. `undo_id` as in `GameChange`."""

    undo_id: UUID | None
    media: list[MediaCard]


class ShelfSort(StrEnum):
    LAST_PLAYED = "last_played"  # or moved
    ADDED = "added"  # to the shelf
    TIME_PLAYED = "time_played"
    TITLE = "title"


class ShelvesQuery(RequestModel):
    """
    Without `status` the beginning of every shelf; with it, one shelf.

    `cursor` is `nextCursor` of that shelf's page before.
    """

    status: GameStatus | None = None
    platform: Platform | None = None
    sort: ShelfSort = ShelfSort.LAST_PLAYED
    cursor: Annotated[str, Field(max_length=2_000)] | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 30

    @field_validator("cursor")
    @classmethod
    def _is_of_one_shelf(cls, cursor: str | None, info: ValidationInfo) -> str | None:
        if cursor is not None and info.data.get("status") is None:
            raise ValueError("needs the status of its shelf")
        return cursor


class ShelvedGame(ResponseModel):
    """A game on a shelf; the dates are those of its newest playthrough."""

    media: MediaCard
    platform: str | None
    timer_started_at: datetime | None
    minutes_played: int
    last_played_at: datetime | None
    moved_at: datetime
    started_on: date | None
    finished_on: date | None
    completion: Completion | None


class Shelf(ResponseModel):
    """Games of one state. Totals count the platform's; `next_cursor` is null on the last page."""

    status: GameStatus
    total: int
    minutes_played: int
    items: list[ShelvedGame]
    next_cursor: str | None


class PlatformCount(ResponseModel):
    name: str
    count: int


class Shelves(ResponseModel):
    """Shelves, the user's platforms, and how many games there are on all of them."""

    shelves: list[Shelf]
    platforms: list[PlatformCount]
    total: int


@dataclass(frozen=True, slots=True)
class GameRow:
    """A game of the user without its card."""

    media_id: int
    status: GameStatus
    platform: str | None
    more_platforms: list[str]
    minutes_played: int
    last_played_at: datetime | None
    moved_at: datetime


@dataclass(frozen=True, slots=True)
class ShelfRow(GameRow):
    """A game of a shelf, with its newest playthrough. `sort_key` orders it on the shelf."""

    started_on: date | None
    finished_on: date | None
    completion: Completion | None
    timer_started_at: datetime | None
    sort_key: str


@dataclass(frozen=True, slots=True)
class PlaythroughRow:
    """A playthrough; `session_minutes` are of its sessions, `other_minutes` beside them."""

    id: int
    media_id: int
    platform: str | None
    started_on: date | None
    finished_on: date | None
    completion: Completion | None
    other_minutes: int
    session_minutes: int
    session_count: int
    note: str


@dataclass(frozen=True, slots=True)
class GameSessionRow:
    id: int
    playthrough_id: int
    played_at: datetime
    minutes: int
    note: str
