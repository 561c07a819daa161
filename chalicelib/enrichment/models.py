"""How completely the sources describe the catalogue, and the titles they do not know."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from chalicelib.catalog.models import MediaType
from chalicelib.http.schemas import RequestModel, ResponseModel

SourceState = Literal["off", "paused", "resting", "error", "working", "idle"]
Source = Literal["tmdb", "igdb", "omdb", "tvdb", "tvmaze", "jikan"]


class Coverage(ResponseModel):
    """
    The titles of a kind that the source can be asked for: those it described, does not know, could
    not answer for, and has not been asked about. They add up to `total`.
    """

    kind: MediaType
    total: int
    matched: int
    not_found: int
    failed: int
    pending: int


class EnrichmentSource(ResponseModel):
    """
    A source of metadata. `off` has no key; `paused` by an administrator; `resting` after failures
    or at a rate limit until `resting_until`; `error`: its last request failed; `working`: it
    answered within the last seconds. `per_hour` counts titles of the last hour.
    `is_daily_limit_used`: the queue asks it for nothing more until midnight UTC.
    """

    provider: str
    state: SourceState
    paused_at: datetime | None
    resting_until: datetime | None
    last_success_at: datetime | None
    last_error: str | None
    is_daily_limit_used: bool
    per_hour: int
    coverage: list[Coverage]


class Enrichment(ResponseModel):
    """
    `queued` counts the titles, episodes and people that wait for the worker. `artwork`: the titles
    with a poster, those for which no source has one, and those that were not looked for.
    """

    sources: list[EnrichmentSource]
    artwork: list[Coverage]
    queued: int
    worker_is_alive: bool


class Unanswered(StrEnum):
    """Why a title is not described."""

    NOT_FOUND = "not_found"
    FAILED = "failed"


class UndescribedQuery(RequestModel):
    """`source`: only this one; without it those that describe titles, TMDB and IGDB."""

    source: Source | None = None
    kind: MediaType | None = None
    outcome: Unanswered | None = None
    q: Annotated[str | None, Field(max_length=200)] = None
    cursor: Annotated[str | None, Field(max_length=200)] = None
    limit: Annotated[int, Field(ge=1, le=100)] = 30


class UndescribedTitle(ResponseModel):
    """A title its source does not know or could not answer for, and when it is asked again."""

    id: int
    kind: MediaType
    source: Source
    title: str
    year: int | None
    imdb_id: str | None
    outcome: Unanswered
    error: str
    attempted_at: datetime | None
    next_attempt_at: datetime | None


class UndescribedPage(ResponseModel):
    """The titles with most votes first."""

    items: list[UndescribedTitle]
    next_cursor: str | None


class SourceMatch(RequestModel):
    """The number that the source of this kind (TMDB, for games IGDB) has for the title."""

    external_id: Annotated[int, Field(ge=1, le=2**31 - 1)]


class MatchedTitle(ResponseModel):
    """A title whose number at its source an administrator chose; null: merged away there since."""

    id: int
    kind: MediaType
    source: Source
    title: str
    year: int | None
    external_id: str | None
    matched_at: datetime


class MatchedTitles(ResponseModel):
    """The newest first."""

    items: list[MatchedTitle]


class CandidateQuery(RequestModel):
    """A name to look for."""

    q: Annotated[str, Field(min_length=1, max_length=200)]


class TitleQueued(ResponseModel):
    """False: the title waits for the worker already."""

    queued: bool


class RetryScope(RequestModel):
    """Which titles of a source to ask for again: by how it ended, and by kind."""

    outcome: Unanswered | None = None
    kind: MediaType | None = None


class RetryQuery(RequestModel):
    """The source to ask; the one that describes the title without it."""

    source: Source | None = None


class TitlesQueued(ResponseModel):
    """How many titles the source will be asked for again."""

    titles: int


class SourceCounts(BaseModel):
    """
    The titles of a kind that a source can be asked for, counted by how that ended.

    `source` is `artwork` for posters. `last_hour` counts the answers of the last hour.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    source: str
    kind: MediaType
    total: int
    matched: int
    not_found: int
    failed: int
    last_hour: int
