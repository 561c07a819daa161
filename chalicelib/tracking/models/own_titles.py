"""The films and shows of one person, in the order of what to watch next. Pure."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from chalicelib.catalog.models import MediaCard
from chalicelib.http.schemas import RequestModel, ResponseModel


class OwnTitlesFilter(StrEnum):
    """`all`, a status, or a list the title is on."""

    ALL = "all"
    WATCHING = "watching"
    PLANNED = "planned"
    ON_HOLD = "on_hold"
    COMPLETED = "completed"
    DROPPED = "dropped"
    WATCH_LATER = "watch_later"
    FOLLOWING = "following"
    LIBRARY = "library"


class OwnTitlesSort(StrEnum):
    SMART = "smart"  # by `OwnTitleState`
    RECENT = "recent"  # watched, saved or added last
    TITLE = "title"


class OwnTitleState(StrEnum):
    """
    Where a person stands with a title, in the order of the list.

    Of a film: out today, begun, to come, not seen, seen.
    """

    NEW_TODAY = "new_today"  # caught up, and an episode airs today
    WATCHING = "watching"  # in the last two weeks, with episodes left
    BEHIND = "behind"
    WAITING = "waiting"  # caught up
    NOT_STARTED = "not_started"
    ON_HOLD = "on_hold"
    FINISHED = "finished"
    DROPPED = "dropped"


class OwnTitlesQuery(RequestModel):
    """`cursor` is `nextCursor` of the page before."""

    filter: OwnTitlesFilter = OwnTitlesFilter.ALL
    sort: OwnTitlesSort = OwnTitlesSort.SMART
    cursor: Annotated[str | None, Field(max_length=2_000)] = None
    limit: Annotated[int, Field(ge=1, le=100)] = 48


class OwnTitle(ResponseModel):
    """
    A title with where its person stands.

    `behind` counts aired episodes that were not seen, `next_label` names the first of them. With
    `next_air_date`, the title or its next episode comes out after today. Days are those of the
    country the title is from.
    """

    media: MediaCard
    standing: OwnTitleState
    behind: int
    next_label: str | None
    next_air_date: date | None


class OwnTitlesCount(ResponseModel):
    filter: OwnTitlesFilter
    count: int


class OwnTitles(ResponseModel):
    """`counts` has every filter; `next_cursor` is null on the last page."""

    items: list[OwnTitle]
    total: int
    counts: list[OwnTitlesCount]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class OwnTitleRow:
    """A title of the list without its card; the numbers are those of its next episode."""

    media_id: int
    standing: OwnTitleState
    behind: int
    season_number: int | None
    episode_number: int | None
    next_air_date: date | None
    sort_key: str
