"""Releases by day. No I/O."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from chalicelib.artwork.proxy_urls import StillUrl
from chalicelib.catalog.models import MediaCard, MediaType
from chalicelib.platform.schemas import RequestModel, ResponseModel

MAX_DAYS = 49  # a month with the weeks it begins and ends in, and the week after
MAX_ENTRIES_PER_DAY = 24
#: Far enough from the ends of `date` to look ten years around.
EARLIEST, LATEST = date(1850, 1, 1), date(2200, 1, 1)

ReleaseKind = Literal[
    "episode", "premiere", "cinema", "limited", "digital", "physical", "tv", "game"
]


#: Everything, titles the user is concerned with, or what was saved for later or is followed.
Scope = Literal["all", "mine", "watchlist"]


class CalendarQuery(RequestModel):
    """Some days from one on; `onDisk` leaves what the library has."""

    from_: Annotated[date, Field(alias="from", ge=EARLIEST, le=LATEST)]
    days: Annotated[int, Field(ge=1, le=MAX_DAYS)] = 7
    scope: Scope = "all"
    media_type: MediaType | None = None
    on_disk: bool = False

    @property
    def filter(self) -> "ReleaseFilter":
        return ReleaseFilter(self.scope, self.media_type, self.on_disk)

    @property
    def range(self) -> "DayRange":
        return DayRange(self.from_, self.from_ + timedelta(days=self.days - 1))


@dataclass(frozen=True, slots=True)
class ReleaseFilter:
    """Which releases are listed."""

    scope: Scope = "all"
    media_type: MediaType | None = None
    on_disk: bool = False


@dataclass(frozen=True, slots=True)
class DayRange:
    """A range of days, both ends included."""

    first: date
    last: date

    def __iter__(self) -> Iterator[date]:
        return (self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1))


class ReleaseRow(BaseModel):
    """A release of a title on a day; the episodes of a season that air together are one."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    released_on: date
    media_id: int
    kind: ReleaseKind
    platforms: list[str]
    is_mine: bool
    is_wanted: bool
    is_new: bool
    airs_at: datetime | None
    is_finale: bool
    total: int  # releases of that day, shown or not
    episode_id: int | None
    season_number: int | None
    episode_number: int | None
    last_episode_number: int | None
    episode_title: str | None
    episode_overview: str | None
    still_url: str | None
    still_placeholder: str | None
    seen: bool
    library_item_id: UUID | None


class CalendarEpisode(ResponseModel):
    """
    The first of the episodes, and the number of the last one.

    `is_finale` is True if the last one ends the season, where a provider says so.
    """

    id: int
    season_number: int
    episode_number: int
    last_episode_number: int
    is_finale: bool
    title: str
    overview: str
    still_url: StillUrl
    still_placeholder: str | None


class CalendarEntry(ResponseModel):
    """
    Something that comes out on a day.

    `airs_at` is None unless a provider says the time and the title's country is known. `seen`,
    `is_wanted` (asked for, and not in the library) and `library_item_id` are of the episode, or of
    the movie. `is_new`: one of the user's that came out, or came into the library, since the
    calendar was opened before.
    """

    media: MediaCard
    kind: ReleaseKind
    platforms: list[str]  # of a game
    is_mine: bool
    is_wanted: bool
    is_new: bool
    airs_at: datetime | None
    episode: CalendarEpisode | None
    seen: bool
    library_item_id: UUID | None


class CalendarDay(ResponseModel):
    """
    Entries with a time first, by it, then those that concern the user.

    A day is one of the user's time zone for entries with a time. `total` counts those left out as
    well, of a full day what does not concern the user.
    """

    date: date
    total: int
    entries: list[CalendarEntry]


class Calendar(ResponseModel):
    """The days in order, empty ones as well; the nearest others only when all are empty."""

    days: list[CalendarDay]
    earlier_on: date | None  # the last day before these with an entry
    later_on: date | None


class FeedQuery(RequestModel):
    """What a calendar program subscribes to."""

    scope: Scope = "mine"
    media_type: MediaType | None = None

    @property
    def filter(self) -> ReleaseFilter:
        return ReleaseFilter(self.scope, self.media_type)


#: The secret with the ending that calendar programs expect.
FeedFile = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{43}\.ics$")]


class CalendarFeed(ResponseModel):
    """When the address was made; None without one."""

    created_at: datetime | None


class NewCalendarFeed(ResponseModel):
    """An address that only this response contains."""

    url: str
