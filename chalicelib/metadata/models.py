"""
What an outside service said, in our words, and what is known about having asked.

A tuple that is None means that nothing was said: what is known stays. Texts that are empty and
numbers that are None never replace anything.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Literal

from chalicelib.catalog.models import MediaType
from chalicelib.platform.schemas import ResponseModel

QUEUE = "metadata"  # of tasks somebody is waiting for
BULK_QUEUE = "metadata bulk"  # of those nobody is: they never stand in the way of the others
BACKFILL_LOCK = "metadata backfill"
SYNC_LOCK = "metadata sections"

Provider = Literal["tmdb", "igdb"]
LinkKind = Literal["similar", "recommended", "dlc", "expansion", "franchise"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonUpdate:
    """Somebody, by the ids that are known; in one answer nobody stands twice."""

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
    Another title this one is named with.

    It is found by the provider's id, else by kind, title and year if exactly one title fits.
    """

    kind: LinkKind
    external_id: str
    media_type: MediaType
    title: str = ""
    year: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseUpdate:
    kind: str  # premiere, cinema, limited, digital, physical, tv or game
    released_on: date
    region: str = ""
    platform: str = ""
    certificate: str = ""


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
    """`may_create` is false where the service numbers episodes otherwise than we do."""

    season_number: int
    episode_number: int
    absolute_number: int | None = None
    title: str = ""
    overview: str = ""
    air_date: date | None = None
    runtime_minutes: int | None = None
    still_url: str | None = None
    may_create: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class TitleUpdate:
    """
    All that one answer says about a title.

    `is_whole` is false when parts of the answer could not be read: then nothing that is missing
    in it is taken for gone.
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
    franchise: int | None = None  # the provider's number of it, where it is asked about by itself
    releases: tuple[ReleaseUpdate, ...] | None = None
    ratings: tuple[RatingUpdate, ...] = ()
    seasons: tuple[SeasonUpdate, ...] = ()
    is_whole: bool = True


@dataclass(frozen=True, slots=True)
class TitleIdentity:
    """A title as the worker needs it to ask about it."""

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
    """An episode as we have it, and whether something about it is unknown."""

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


class FetchOutcome(StrEnum):
    """How asking a provider about a title ended; goes to `media_fetches.failure` if not well."""

    OK = ""
    NOT_FOUND = "not_there"
    FAILED = "failed"
    RESTING = "resting"


@dataclass(frozen=True, slots=True)
class TitleFetchStatus:
    """What is known about asking about a title."""

    media_type: MediaType
    has_poster: bool
    has_episode_gaps: bool
    is_finished: bool
    requested_at: datetime | None
    backfilled_at: datetime | None
    poster_checked_at: datetime | None
    episodes_checked_at: datetime | None
    failure: str | None
    disabled_until: datetime | None  # of the provider that knows this kind of title
    worker_seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class PersonFetchStatus:
    """What is known about asking about somebody."""

    has_id: bool
    checked_at: datetime | None
    disabled_until: datetime | None
    worker_seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class MetadataStatus:
    """
    What a page says about where its data come from. `unavailable` names a reason.

    `is_settled`: nothing is due, so that nothing will change without somebody saying so.
    """

    provider: Provider | None = None
    checked_at: datetime | None = None
    refreshing: bool = False
    unavailable: str | None = None
    is_settled: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionUpdate:
    """A rail of the discover page as a provider sees it; `ids` are titles of ours."""

    slug: str
    title: str
    position: int
    origin: Provider
    ids: tuple[int, ...] = field(default=())


class Queued(ResponseModel):
    """Which of the tasks were queued; false for one that waits already."""

    sections: bool
    backfill: bool
