"""Statistics of plays. No I/O."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from chalicelib.artwork.proxy_urls import ProfileUrl
from chalicelib.catalog.models import MediaCard, Year
from chalicelib.http.schemas import RequestModel, ResponseModel

#: An IANA name, such as Europe/Berlin.
TimeZone = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9+_/-]*$", max_length=60)]


class StatsQuery(RequestModel):
    """
    Which plays are counted: of one year, or without a year all of them.

    A play belongs to the day it had in `time_zone`; one with a day only, to that day.
    """

    year: Year | None = None
    time_zone: TimeZone = "UTC"


class StatsTotals(ResponseModel):
    """Counts of plays. `minutes` leaves out what has no known length: `plays_without_length`."""

    movies: int
    episodes: int
    titles: int
    rewatches: int
    days: int
    minutes: int
    plays_without_length: int


class DayStats(ResponseModel):
    day: date
    plays: int
    minutes: int


class PeriodStats(ResponseModel):
    """`period` is a month, 1 to 12; without a year in the query, a year."""

    period: int
    movies: int
    episodes: int
    minutes: int


class GenreStats(ResponseModel):
    """`plays_by_period` has the periods of the response, in their order."""

    slug: str
    name: str
    plays: int
    minutes: int
    plays_by_period: list[int]


class DecadeStats(ResponseModel):
    """`decade` is its first year."""

    decade: int
    titles: int


class PersonStats(ResponseModel):
    id: int
    name: str
    job: str
    profile_url: ProfileUrl
    profile_placeholder: str | None
    titles: int


class Streak(ResponseModel):
    """Days in a row with a play."""

    days: int
    first_day: date
    last_day: date


class GameStats(ResponseModel):
    """Games of the year: those played, those finished, and the time in them."""

    titles: int
    sessions: int
    finished: int
    minutes: int


class ViewingStats(ResponseModel):
    """
    What a person watched in a year, or ever.

    `years` are those with plays or games, the newest first. `previous_minutes` are of the year
    before, of the present year up to the same day. `current_streak` ends today or yesterday and
    concerns all plays. `weekdays` are minutes, Monday first.
    """

    year: int | None
    years: list[int]
    totals: StatsTotals
    previous_minutes: int | None
    days: list[DayStats]
    periods: list[PeriodStats]
    weekdays: list[int]
    genres: list[GenreStats]
    decades: list[DecadeStats]
    people: list[PersonStats]
    longest_streak: Streak | None
    current_streak: Streak | None
    best_rated: list[MediaCard]
    most_watched: list[MediaCard]
    games: GameStats


class StatsRow(BaseModel):
    """Everything but the cards, as the statement returns it."""

    model_config = ConfigDict(defer_build=True)

    years: list[int]
    totals: StatsTotals
    previous_minutes: int | None
    days: list[DayStats]
    periods: list[PeriodStats]
    weekdays: list[int]
    genres: list[GenreStats]
    decades: list[DecadeStats]
    people: list[PersonStats]
    longest_streak: Streak | None
    current_streak: Streak | None
    best_rated: list[int]
    most_watched: list[int]
    games: GameStats
