"""What the recommendations' endpoints take and return, and what the worker stores."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field

from chalicelib.catalog.models import MediaCard, MediaId, MediaType, Slug
from chalicelib.http.schemas import Paging, RequestModel, ResponseModel

#: Titles of each kind in a snapshot.
MAX_OF_KIND = 60
#: Titles of one franchise in the list of a kind.
MAX_OF_FRANCHISE = 2
#: Titles that a recommendation follows from, at most.
MAX_REASONS = 2
#: How long "not now" lasts.
NOT_NOW = timedelta(days=90)
#: A snapshot older than this is made again, so that new titles get in.
OLDEST = timedelta(hours=20)


class Known(StrEnum):
    """How a person knows a title, from what says most to what says least."""

    FORGOTTEN = "forgotten"  # the person wants it to say nothing
    RATED = "rated"
    FAVORITE = "favorite"
    DROPPED = "dropped"
    REFUSED = "refused"  # a recommendation that was not for them
    REWATCHED = "rewatched"  # a film, more than once
    WATCHED = "watched"
    COMPLETED = "completed"  # a game
    ABANDONED = "abandoned"  # stopped early, and not gone on with
    STARTED = "started"
    FOLLOWED = "followed"
    SAVED = "saved"  # in watch later, planned, or on a shelf of games
    POSTPONED = "postponed"  # a recommendation that was not for now


class DismissReason(StrEnum):
    NOT_FOR_ME = "not_for_me"
    NOT_NOW = "not_now"
    SEEN = "seen"  # it is recorded as seen, at an unknown time


class RecommendationQuery(Paging):
    """`available`: playable here. `max_minutes`: titles known to be no longer."""

    media_type: MediaType | None = None
    genre: Slug | None = None
    available: bool = False
    max_minutes: Annotated[int, Field(ge=10, le=600)] | None = None


class DismissRequest(RequestModel):
    media_id: MediaId
    reason: DismissReason


class DismissChange(ResponseModel):
    """`POST /undo/{undoId}` undoes it for 30 seconds. Null: it was seen before, nothing changed."""

    undo_id: UUID | None


class RecommendationPart(StrEnum):
    """What a score is the sum of; see decision 30."""

    TASTE = "taste"  # people of the same taste watched it
    TOGETHER = "together"  # it is watched soon before or after what the person watched last
    SIMILAR = "similar"  # a provider names it beside what the person watched
    FEATURES = "features"  # it is made of what the person watches
    APPEAL = "appeal"  # what others think of it


class Because(ResponseModel):
    """
    A title the person knows that this recommendation follows from; `rating` is theirs.

    What both have in common, where that is known: a `person`; a `keyword`, which is what both are
    about, such as "heist"; a `genre`.
    """

    media_id: int
    title: str
    kind: Known
    rating: float | None
    person: str | None = None  # a list in the cache may be of an earlier version
    keyword: str | None
    genre: str | None = None


class Recommendation(ResponseModel):
    """
    `score` is comparable within one person's list only. `because`: the strongest first.

    `parts` is what the score is the sum of, but for the person's rules.
    """

    media: MediaCard
    score: float
    parts: dict[RecommendationPart, float]
    because: list[Because]


class RecommendationList(ResponseModel):
    """A person's whole list, as it is cached."""

    items: list[Recommendation]
    made_at: datetime | None
    is_personal: bool


class RecommendationPage(ResponseModel):
    """
    The best first. `made_at` is null until the worker has made the first list.

    `is_personal` is false while the person has done nothing to learn from. `worker_is_alive`:
    a list that is due will be made.
    """

    items: list[Recommendation]
    page: int
    page_size: int
    total: int
    made_at: datetime | None
    is_personal: bool
    worker_is_alive: bool


class WhyNot(StrEnum):
    """Why a title is not recommended."""

    SEEN = "seen"
    STARTED = "started"
    SAVED = "saved"
    DROPPED = "dropped"
    DISMISSED = "dismissed"
    NOT_RELEASED = "not_released"
    REGION = "region"  # it is out elsewhere, and comes to the person's country later
    PLATFORM = "platform"  # a game for none of the platforms that the person plays on
    RULE = "rule"  # the person never wants what it is made of
    FRANCHISE = "franchise"  # enough others of its franchise are on the list
    NEW_HERE = "new_here"  # the catalogue has it since the list was made
    ERA = "era"  # older than all that the person likes
    COUNTRY = "country"  # of a country that nothing they like is from
    AGE_RATING = "age_rating"  # of an age rating that nothing they like has
    OTHERS_FIRST = "others_first"


class RuledOutBy(ResponseModel):
    """What a person never wants; `name` of a language or a country is its code."""

    kind: str
    name: str


class UnlikeTaste(ResponseModel):
    """What sets a title apart from the `liked_titles` that the person likes."""

    kind: str
    name: str
    liked_titles: int


class RecommendationState(ResponseModel):
    """
    Either the recommendation, with its place from 1, or why there is none.

    `rule` comes with `why_not` "rule", `comes_on` with "region", `platforms`, which are those of
    the person, with "platform", and `unlike` with "era", "country" and "age_rating".
    """

    recommendation: Recommendation | None
    place: int | None
    why_not: WhyNot | None
    rule: RuledOutBy | None = None
    comes_on: date | None = None
    platforms: Sequence[str] = ()
    unlike: UnlikeTaste | None = None


@dataclass(frozen=True, slots=True)
class KnownTitle:
    """That a person knows a title, from one table; `at` in seconds since 1970."""

    user_id: UUID
    media_id: int
    kind: Known
    rating: float | None
    at: float


@dataclass(frozen=True, slots=True)
class TitleTraits:
    """A title with what the ranking looks at."""

    media_id: int
    media_type: MediaType
    year: int | None
    language: str | None
    countries: Sequence[str]
    platforms: Sequence[str]  # of a game
    certificate: str | None
    genres: Sequence[str]
    people: Sequence[str]  # directors and the first of the cast
    keywords: Sequence[str]  # what it is about, such as "heist", the first ones
    similar: Sequence[int]  # named beside it by a provider, the nearest first
    franchise: int  # the lowest id of the titles of its franchise, or its own
    rating: float | None
    votes: int
    is_released: bool
