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


class CalendarQuery(RequestModel):
    """Some days from one on; `mine` leaves only titles the user is concerned with."""

    from_: Annotated[date, Field(alias="from", ge=EARLIEST, le=LATEST)]
    days: Annotated[int, Field(ge=1, le=MAX_DAYS)] = 7
    scope: Literal["all", "mine"] = "all"
    media_type: MediaType | None = None

    @property
    def range(self) -> "DayRange":
        return DayRange(self.from_, self.from_ + timedelta(days=self.days - 1))


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
    """The first of the episodes, and the number of the last one."""

    id: int
    season_number: int
    episode_number: int
    last_episode_number: int
    title: str
    overview: str
    still_url: StillUrl
    still_placeholder: str | None


class CalendarEntry(ResponseModel):
    """
    Something that comes out on a day, without a time: providers give none.

    `seen` and `library_item_id` are of the episode, or of the movie.
    """

    media: MediaCard
    kind: ReleaseKind
    platforms: list[str]  # of a game
    is_mine: bool
    episode: CalendarEpisode | None
    seen: bool
    library_item_id: UUID | None


class CalendarDay(ResponseModel):
    """The entries that concern the user first; `total` counts those left out as well."""

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

    scope: Literal["all", "mine"] = "mine"
    media_type: MediaType | None = None


#: The secret with the ending that calendar programs expect.
FeedFile = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{43}\.ics$")]


class CalendarFeed(ResponseModel):
    """When the address was made; None without one."""

    created_at: datetime | None


class NewCalendarFeed(ResponseModel):
    """An address that only this response contains."""

    url: str
