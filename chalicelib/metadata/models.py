"""
Updates parsed from provider responses, and the fetch status of titles and people.

A tuple that is None was missing from the response: stored values are kept. An empty text or a
None number never replaces a value.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Literal, get_args

from pydantic import Field

from chalicelib.catalog.models import MediaType
from chalicelib.http.schemas import RequestModel, ResponseModel

QUEUE = "metadata"  # tasks a page waits for
BULK_QUEUE = "metadata bulk"  # background tasks: they never delay those of `QUEUE`
BACKFILL_LOCK = "metadata backfill"
REFRESH_LOCK = "metadata refresh"
RESET_LOCK = "metadata reset"
SYNC_LOCK = "metadata sections"
CHANGES_LOCK = "metadata changes"
ENRICH_LOCK = "metadata enrichment"

Provider = Literal["tmdb", "igdb"]
DESCRIBING_SOURCES: frozenset[str] = frozenset(get_args(Provider))
Precision = Literal["day", "month", "quarter", "year", "tba"]
AttemptState = Literal["pending", "matched", "not_found", "error"]
LinkKind = Literal["similar", "recommended", "dlc", "expansion", "franchise"]


@dataclass(frozen=True, slots=True)
class SideSource:
    """
    A source beside the one that describes a title: which kinds it is asked for, by whose ids.

    `only_running`: it says nothing of use about shows that have ended.
    """

    name: str
    kinds: tuple[MediaType, ...]
    ids: tuple[str, ...]
    only_running: bool = False


SIDE_SOURCES = {
    source.name: source
    for source in (
        SideSource("omdb", (MediaType.MOVIE, MediaType.SHOW), ("imdb",)),
        SideSource("tvdb", (MediaType.SHOW,), ("tvdb",), only_running=True),
        SideSource("tvmaze", (MediaType.SHOW,), ("tvdb", "imdb"), only_running=True),
        SideSource("jikan", (MediaType.SHOW,), ("mal",)),
    )
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonUpdate:
    """A person by external ids; unique within one response."""

    tmdb_id: int | None = None
    imdb_id: str | None = None
    name: str
    biography: str = ""
    born_on: date | None = None
    died_on: date | None = None
    birthplace: str = ""
    known_for: str = ""
    profile_url: str | None = None
    popularity: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditUpdate:
    person: PersonUpdate
    department: str
    job: str
    character: str = ""
    position: int = 0
    episode_count: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoUpdate:
    site: str
    key: str
    kind: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferUpdate:
    region: str
    kind: str  # stream, free, ads, rent or buy
    provider_id: int
    provider_name: str
    logo_url: str | None = None
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkUpdate:
    """
    A related title.

    Resolved by the provider's id, else by media type, title and year if they match one title.
    """

    kind: LinkKind
    external_id: str
    media_type: MediaType
    title: str = ""
    year: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseUpdate:
    kind: str  # premiere, cinema, limited, digital, physical, tv or game
    #: Other than to the day, the last day of the month, quarter or year; None if to be announced.
    released_on: date | None
    precision: Precision = "day"
    region: str = ""
    platform: str = ""
    certificate: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BackfillFilter:
    """Which titles a backfill fetches: by default those that were never fetched."""

    kind: MediaType | None = None
    without_picture: bool = False  # only those, also if they were fetched
    skips_asked: bool = False  # also not those whose fetch has failed


@dataclass(frozen=True, slots=True, kw_only=True)
class TranslationUpdate:
    """A title in another language, a tag of BCP 47; an empty text was not translated."""

    language: str
    title: str = ""
    overview: str = ""
    tagline: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingUpdate:
    source: str  # imdb, tmdb, rotten_tomatoes, metacritic, igdb or mal
    value: float
    best: Literal[10, 100]
    votes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SeasonUpdate:
    season_number: int
    name: str = ""
    overview: str = ""
    poster_url: str | None = None
    air_date: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EpisodeUpdate:
    """`may_create` is False if the provider numbers the episodes differently."""

    season_number: int
    episode_number: int
    absolute_number: int | None = None
    title: str = ""
    overview: str = ""
    air_date: date | None = None
    runtime_minutes: int | None = None
    still_url: str | None = None
    is_finale: bool | None = None  # of its season; None where the provider does not say
    rating: float | None = None  # of 10
    votes: int | None = None
    may_create: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class TitleUpdate:
    """
    The metadata of a title from one response.

    `is_whole` is False if the response is stale or parts of it were unreadable: then entries
    missing from its lists are not deleted.
    """

    provider: Provider
    media_type: MediaType
    external_ids: Mapping[str, str]
    title: str
    original_title: str = ""
    released_on: date | None = None
    year: int | None = None
    end_year: int | None = None
    runtime_minutes: int | None = None
    overview: str = ""
    tagline: str = ""
    status: str = ""
    language: str | None = None
    countries: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()
    certificate: str | None = None
    poster_url: str | None = None
    backdrop_url: str | None = None
    logo_url: str | None = None
    rating: float | None = None  # of 10
    votes: int | None = None
    popularity: float | None = None
    genres: tuple[str, ...] = ()
    alternate_titles: tuple[tuple[str, str], ...] = ()  # title and region
    credits: tuple[CreditUpdate, ...] | None = None
    videos: tuple[VideoUpdate, ...] | None = None
    offers: tuple[OfferUpdate, ...] | None = None
    links: tuple[LinkUpdate, ...] | None = None
    parent: LinkUpdate | None = None  # the game that this one is an expansion or a DLC of
    keywords: tuple[str, ...] | None = None
    last_air_date: date | None = None
    next_episode: EpisodeUpdate | None = None
    franchise: int | None = None  # the provider's id, where a franchise has an endpoint of its own
    releases: tuple[ReleaseUpdate, ...] | None = None
    translations: tuple[TranslationUpdate, ...] | None = None
    ratings: tuple[RatingUpdate, ...] = ()
    seasons: tuple[SeasonUpdate, ...] = ()
    is_whole: bool = True


@dataclass(frozen=True, slots=True)
class TitleIdentity:
    """What identifies a title to a provider."""

    id: int
    media_type: MediaType
    title: str
    original_title: str | None
    year: int | None
    has_poster: bool
    is_anime: bool
    external_ids: dict[str, str]


@dataclass(frozen=True, slots=True)
class LocalEpisode:
    """The numbers of a stored episode, and whether it lacks data."""

    season_number: int
    episode_number: int
    absolute_number: int | None
    has_gaps: bool


@dataclass(frozen=True, slots=True)
class PersonIdentity:
    id: int
    tmdb_id: int | None
    imdb_id: str | None
    checked_at: datetime | None


class TitleFetchOutcome(StrEnum):
    """How fetching a title ended; stored in `media_fetches.failure`, but `OK` and `QUEUED`."""

    OK = ""
    NOT_FOUND = "not_there"
    FAILED = "failed"
    RESTING = "resting"
    QUEUED = "queued"  # others come first, or no worker runs


@dataclass(frozen=True, slots=True)
class TitleFetchStatus:
    """When a title was requested and fetched, and whether it may be fetched now."""

    media_type: MediaType
    has_poster: bool
    has_episode_gaps: bool
    is_finished: bool
    requested_at: datetime | None
    backfilled_at: datetime | None
    poster_checked_at: datetime | None
    episodes_checked_at: datetime | None
    failure: str | None
    disabled_until: datetime | None  # circuit breaker of the provider of this media type
    worker_seen_at: datetime | None
    newest_region_at: datetime | None  # a user chose a country for the first time


@dataclass(frozen=True, slots=True)
class PersonFetchStatus:
    """When a person was fetched, and whether they may be fetched now."""

    has_id: bool
    checked_at: datetime | None
    disabled_until: datetime | None
    worker_seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class MetadataStatus:
    """
    Source and age of the metadata on a page. `unavailable` is a reason code.

    `is_settled`: nothing is due, so the page changes only by invalidation.
    """

    provider: Provider | None = None
    checked_at: datetime | None = None
    refreshing: bool = False
    unavailable: str | None = None
    is_settled: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionUpdate:
    """A discover section filled by a provider; `ids` are titles of the catalogue."""

    slug: str
    title: str
    position: int
    origin: Provider
    ids: tuple[int, ...] = field(default=())


class MetadataReset(RequestModel):
    """Which titles to fetch again: all by default, or by kind, age, and whether they failed."""

    kind: MediaType | None = None
    older_than_days: Annotated[int, Field(ge=0, le=36_500)] = 0
    only_failed: bool = False


class ResetQueued(ResponseModel):
    """False: a reset is queued already."""

    queued: bool


class Queued(ResponseModel):
    """Which tasks were queued; false for one that is queued already."""

    sections: bool
    backfill: bool
