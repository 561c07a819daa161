"""What is left of a show before its next season or its finale. Pure."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, field_validator

from chalicelib.catalog.models import MediaCard
from chalicelib.http.schemas import RequestModel, ResponseModel

MAX_PLANS = 50  # of one user
EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)

#: Monday is 0.
Weekday = Annotated[int, Field(ge=0, le=6)]


class CatchUpRequest(RequestModel):
    """The days of the week on which there is time."""

    weekdays: Annotated[list[Weekday], Field(min_length=1, max_length=7)]

    @field_validator("weekdays")
    @classmethod
    def _in_order(cls, days: list[int]) -> list[int]:
        return sorted(set(days))


class CatchUpGoal(ResponseModel):
    """
    What to have caught up for: the begin of a season, or its finale.

    `airs_on` is the day where the user is if the time is known, else where the show is from.
    """

    kind: Literal["season", "finale"]
    season_number: int
    airs_on: date
    airs_at: datetime | None
    days_until: int


class PlannedWatching(ResponseModel):
    """
    Episodes of one show to watch on a day, which follow one another.

    `library_item_id` plays the first of them; None: it is not in the library.
    """

    media: MediaCard
    goal: CatchUpGoal
    episodes: int
    minutes: int
    first_label: str
    last_label: str
    first_title: str
    library_item_id: UUID | None


class PlannedDay(ResponseModel):
    """How much of a plan falls on a day."""

    date: date
    episodes: int
    minutes: int
    first_label: str
    last_label: str


class CatchUp(ResponseModel):
    """
    What is left of a show, and what it takes a day.

    `minutes_a_day` is of the days that are left with time; None: no such day is left. `days` are
    those with something to watch. `weekdays` are the plan's, or every day without one.
    """

    media: MediaCard
    goal: CatchUpGoal
    is_planned: bool
    weekdays: list[int]
    episodes_left: int
    minutes_left: int
    minutes_a_day: int | None
    days: list[PlannedDay]


class CatchUps(ResponseModel):
    """Plans by the day they end; `suggestions` are followed shows without one that could have."""

    plans: list[CatchUp]
    suggestions: list[CatchUp]


class ShowCatchUp(ResponseModel):
    """None: no season begins or ends ahead, or everything before it was seen."""

    catch_up: CatchUp | None


class CatchUpChange(ResponseModel):
    """`undo_id` reverts the change for 30 seconds; None: no change."""

    undo_id: UUID | None
    catch_up: CatchUp | None


class CatchUpQuery(RequestModel):
    """Looks at other days of the week than those of the plan: `0,2,4`."""

    weekdays: Annotated[str | None, Field(pattern=r"^[0-6](,[0-6]){0,6}$")] = None

    @property
    def days(self) -> list[int] | None:
        return None if self.weekdays is None else sorted({int(n) for n in self.weekdays.split(",")})


@dataclass(frozen=True, slots=True)
class GoalRow:
    """The episode that a show is caught up for; `weekdays` of its plan, None without one."""

    media_id: int
    season_number: int
    episode_number: int
    airs_on: date
    airs_at: datetime | None
    weekdays: list[int] | None
    today: date  # where the user is
    minutes_seen_today: int


@dataclass(frozen=True, slots=True)
class EpisodeLeft:
    """An unseen episode before the goal; `out_on` is a day ahead, None if it is out."""

    media_id: int
    season_number: int
    episode_number: int
    title: str
    minutes: int
    out_on: date | None
    library_item_id: UUID | None
