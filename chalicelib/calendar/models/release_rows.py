"""Days, and what the database has of releases on them. No I/O."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

MAX_DAYS = 49  # a month with the weeks it begins and ends in, and the week after

ReleaseKind = Literal[
    "episode",
    "premiere",
    "cinema",
    "limited",
    "digital",
    "physical",
    "tv",
    "game",
    "expansion",
    "dlc",
]


Precision = Literal["month", "quarter", "year", "tba"]


@dataclass(frozen=True, slots=True)
class UndatedRow:
    """A title without a day; `latest_on` ends the time that is known, None for `tba`."""

    media_id: int
    precision: Precision
    latest_on: date | None


@dataclass(frozen=True, slots=True)
class DayRange:
    """A range of days, both ends included."""

    first: date
    last: date

    @classmethod
    def month_of(cls, day: date) -> "DayRange":
        """The weeks of a day's month, Monday first, and what fills up `MAX_DAYS`."""
        first = day.replace(day=1)
        first -= timedelta(days=first.weekday())
        return cls(first, first + timedelta(days=MAX_DAYS - 1))

    @property
    def month_around(self) -> "tuple[str, DayRange] | None":
        """`2026-11` and its weeks, if one month has all of these days."""
        # The first week of a month may begin in the one before it.
        for day in (self.first + timedelta(days=6), self.first):
            month = DayRange.month_of(day)
            if month.first <= self.first and self.last <= month.last:
                return f"{day:%Y-%m}", month
        return None

    def __iter__(self) -> Iterator[date]:
        return (self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1))


@dataclass(frozen=True, slots=True)
class Viewer:
    """Where the clock of a user stands, and the country they chose."""

    time_zone: str
    country: str | None


class ReleaseRow(NamedTuple):
    """
    A release of a title on a day; the episodes of a season that air together are one.

    A month has a thousand, and frozen dataclasses take three times as long to make.
    """

    released_on: date
    media_id: int
    kind: ReleaseKind
    platforms: list[str]
    is_mine: bool
    is_wanted: bool
    arrived_at: datetime | None  # when the library got the first file of it
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
    episode_rating: float | None
    base_id: int | None
    base_title: str | None
    seen: bool
    library_item_id: UUID | None


class StoredRelease(NamedTuple):
    """
    A release as the cache keeps it; `entry` is JSON, a `CalendarRelease`.

    Days and moments are in the form of ISO 8601. The day, the title, the kind and the episode tell
    releases apart.
    """

    released_on: str
    media_id: int
    kind: str
    episode_id: int | None
    is_mine: bool
    arrived_at: str | None
    airs_at: str | None
    total: int
    entry: bytes

    @property
    def id(self) -> tuple[str, int, str, int | None]:
        return (self.released_on, self.media_id, self.kind, self.episode_id)


@dataclass(frozen=True, slots=True)
class Visit:
    """The end of a user's visit before this one, None without one, and their time zone."""

    visited_at: datetime | None
    time_zone: str

    def is_new(self, release: StoredRelease, now: datetime) -> bool:
        """Whether one of the user's came out, or into the library, since then."""
        since = self.visited_at
        if since is None or not release.is_mine:
            return False
        if release.arrived_at is not None and datetime.fromisoformat(release.arrived_at) > since:
            return True
        if release.airs_at is not None:
            return since < datetime.fromisoformat(release.airs_at) <= now
        zone = ZoneInfo(self.time_zone)
        day = date.fromisoformat(release.released_on)
        return since.astimezone(zone).date() < day <= now.astimezone(zone).date()
