"""Releases by day. No I/O."""

import hashlib
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from chalicelib.artwork.proxy_urls import StillUrl
from chalicelib.calendar.models.release_rows import MAX_DAYS, DayRange, Precision, ReleaseKind
from chalicelib.catalog.models import MediaCard, MediaType, Slug
from chalicelib.catch_up.models import PlannedWatching
from chalicelib.http.schemas import RequestModel, ResponseModel
from chalicelib.platform.errors import InvalidInput

MAX_ENTRIES_PER_DAY = 24
MAX_UNDATED = 48
#: Far enough from the ends of `date` to look ten years around.
EARLIEST, LATEST = date(1850, 1, 1), date(2200, 1, 1)

#: Everything, titles the user is concerned with, or what was saved for later or is followed.
Scope = Literal["all", "mine", "watchlist"]


@dataclass(frozen=True, slots=True)
class ReleaseFilter:
    """Which releases are listed."""

    scope: Scope = "all"
    media_type: MediaType | None = None
    on_disk: bool = False
    genre: str | None = None
    platform: str | None = None
    region: str | None = None
    add_ons: bool = False

    @property
    def hash(self) -> str:
        """Tells filters apart; empty for the one that leaves everything."""
        if self == ReleaseFilter():
            return ""
        return hashlib.blake2b(repr(self).encode(), digest_size=12).hexdigest()

    @property
    def is_of_all(self) -> bool:
        """Whether releases are listed that have nothing to do with the user."""
        return self.scope == "all" and not self.on_disk


class _Filters(RequestModel):
    """
    Filters that are combined.

    `platform` is one of games. `region` is a country: of movies and games the releases there and
    those without a country, while shows air everywhere. `addOns` leaves expansions and DLC.
    """

    media_type: MediaType | None = None
    genre: Slug | None = None
    platform: Annotated[str, Field(min_length=1, max_length=80)] | None = None
    region: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] | None = None
    add_ons: bool = False

    def filtered(self, scope: Scope, *, on_disk: bool = False) -> ReleaseFilter:
        return ReleaseFilter(
            scope,
            self.media_type,
            on_disk,
            self.genre,
            self.platform,
            self.region,
            self.add_ons,
        )


class CalendarQuery(_Filters):
    """
    Some days from one on (7, or `days`) or to another (`to`), or those of a `month` (`2026-11`).

    `onDisk` leaves what the library has.
    """

    from_: Annotated[date | None, Field(alias="from", ge=EARLIEST, le=LATEST)] = None
    to: date | None = None
    days: Annotated[int, Field(ge=1, le=MAX_DAYS)] | None = None
    month: (
        Annotated[str, Field(pattern=r"^(18[5-9]\d|19\d\d|2[01]\d\d)-(0[1-9]|1[0-2])$")] | None
    ) = None
    scope: Scope = "all"
    on_disk: bool = False

    @property
    def filter(self) -> ReleaseFilter:
        return self.filtered(self.scope, on_disk=self.on_disk)

    @property
    def range(self) -> DayRange:
        """Raises `InvalidInput`."""
        if self.month is not None:
            return self._days_of_month(self.month)
        if self.from_ is None:
            raise InvalidInput("The first day or the month is missing.", field="from")
        if self.to is None:
            return DayRange(self.from_, self.from_ + timedelta(days=(self.days or 7) - 1))
        if self.days is not None:
            raise InvalidInput("Either the last day or the number of days is given.", field="to")
        if not timedelta() <= self.to - self.from_ < timedelta(days=MAX_DAYS):
            raise InvalidInput(f"The last day is up to {MAX_DAYS} days from the first.", field="to")
        return DayRange(self.from_, self.to)

    def _days_of_month(self, month: str) -> DayRange:
        if (self.from_, self.to, self.days) != (None, None, None):
            raise InvalidInput("A month is given without other days.", field="month")
        first = date.fromisoformat(f"{month}-01")
        return DayRange(first, first + timedelta(days=monthrange(first.year, first.month)[1] - 1))


class UndatedQuery(_Filters):
    """Releases without a day; only those that concern the user are listed."""

    scope: Scope = "mine"

    @property
    def filter(self) -> ReleaseFilter:
        return self.filtered(self.scope)


class UndatedRelease(ResponseModel):
    """`latest_on` is the last day of the month, the quarter or the year; None for `tba`."""

    media: MediaCard
    precision: Precision
    latest_on: date | None


class UndatedReleases(ResponseModel):
    """The nearest first, those without any time last."""

    items: list[UndatedRelease]


class CalendarEpisode(ResponseModel):
    """
    The first of the episodes, and the number of the last one.

    `is_finale` is True if the last one ends the season, where a provider says so. `rating` is the
    source's of the first one, of 10.
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
    rating: float | None


class BaseGame(ResponseModel):
    """The game that an expansion or DLC belongs to."""

    id: int
    title: str


class CalendarRelease(ResponseModel):
    """
    Something that comes out on a day.

    `airs_at` is None unless a provider says the time and the title's country is known. `seen`,
    `is_wanted` (asked for, and not in the library) and `library_item_id` are of the episode, or of
    the movie. `base` is null unless `kind` is `expansion` or `dlc`.
    """

    kind: ReleaseKind
    platforms: list[str]  # of a game
    is_mine: bool
    is_wanted: bool
    airs_at: datetime | None
    episode: CalendarEpisode | None
    base: BaseGame | None
    seen: bool
    library_item_id: UUID | None


class CalendarEntry(CalendarRelease):
    """
    A release as a card.

    `is_new`: one of the user's that came out, or came into the library, since the calendar was
    opened before.
    """

    media: MediaCard
    is_new: bool


class CalendarDay(ResponseModel):
    """
    Entries with a time first, by it, then those that concern the user.

    A day is one of the user's time zone for entries with a time. `total` counts those left out as
    well, of a full day what does not concern the user. `planned` is what the user's plans to catch
    up ask for; it is not counted.
    """

    date: date
    total: int
    entries: list[CalendarEntry]
    planned: list[PlannedWatching]


class Calendar(ResponseModel):
    """The days in order, empty ones as well; the nearest others only when all are empty."""

    days: list[CalendarDay]
    earlier_on: date | None  # the last day before these with an entry
    later_on: date | None


class FeedQuery(_Filters):
    """What a calendar program subscribes to."""

    scope: Scope = "mine"

    @property
    def filter(self) -> ReleaseFilter:
        return self.filtered(self.scope)


#: The secret with the ending that calendar programs expect.
FeedFile = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{43}\.ics$")]


class CalendarFeed(ResponseModel):
    """When the address was made; None without one."""

    created_at: datetime | None


class NewCalendarFeed(ResponseModel):
    """An address that only this response contains."""

    url: str
