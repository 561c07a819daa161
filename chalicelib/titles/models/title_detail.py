"""The page of one title, without its seasons. No I/O."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from chalicelib.artwork.proxy_urls import LogoUrl, ProfileUrl
from chalicelib.catalog.models import (
    ExternalIds,
    MediaCard,
    MediaFacts,
    MediaType,
)
from chalicelib.downloads.models import Status
from chalicelib.engagement.models import Source
from chalicelib.free_sources.models import FreeSource
from chalicelib.http.schemas import RequestModel, ResponseModel
from chalicelib.library.models import LibraryItem, TitleExtra
from chalicelib.titles.models.seasons import PlayTarget, SeasonDetail

MAX_NAMES = 10  # in the short lists of directors and cast
DIRECTING = "Directing"

#: The fields of `LinkedTitles`, and the kinds of `media_links`.
LinkedField = Literal["base", "dlc", "expansions", "franchise", "recommended"]
LINK_KINDS: dict[LinkedField, str] = {
    "base": "base",
    "dlc": "dlc",
    "expansions": "expansion",
    "franchise": "franchise",
    "recommended": "recommended",
}

SeasonNumber = Annotated[int, Field(ge=0, le=32_767)]


class VisitQuery(RequestModel):
    """Query parameters of a title's page: where the user came from, such as `collection-noir`."""

    source: Source | None = None


class SourceRating(ResponseModel):
    """The rating of a source, on its own scale: `value` of `best`."""

    source: str
    value: float
    best: int
    votes: int | None


class CastMember(ResponseModel):
    person_id: int
    name: str
    character: str
    profile_url: ProfileUrl
    profile_placeholder: str | None
    episode_count: int | None


class CrewMember(ResponseModel):
    person_id: int
    name: str
    job: str
    department: str
    profile_url: ProfileUrl
    profile_placeholder: str | None


class Credits(ResponseModel):
    cast: list[CastMember]
    crew: list[CrewMember]


class TitleVideo(ResponseModel):
    site: str
    key: str
    kind: str
    name: str


class WatchOffer(ResponseModel):
    """Where a title can be watched in a region; kind is stream, free, ads, rent or buy."""

    region: str
    kind: str
    provider_name: str
    logo_url: LogoUrl
    link: str


class RegionalRelease(ResponseModel):
    """
    `released_on` is the day, or by `precision` the last day of the month, quarter or year it falls
    in; null when it is to be announced.
    """

    region: str
    platform: str
    kind: str
    released_on: date | None
    precision: Literal["day", "month", "quarter", "year", "tba"]
    certificate: str


class LinkedTitles(ResponseModel):
    """Titles that a provider links to this one; `base` is the game that an add-on belongs to."""

    base: list[MediaCard]
    dlc: list[MediaCard]
    expansions: list[MediaCard]
    franchise: list[MediaCard]
    recommended: list[MediaCard]


class TitleMetadata(ResponseModel):
    """
    The source of the facts. `refreshing`: newer ones are being fetched; request the page again.

    `unavailable` is why there are no newer ones: `resting` (the provider is not asked after
    failures, or paused), `queued` (the request waits), `not_there` (the provider does not know the
    title), or the code of the failure.
    """

    provider: str | None
    checked_at: datetime | None
    refreshing: bool
    unavailable: str | None


class TitleDownload(ResponseModel):
    """A running download of a title; `season_number` and the episode say of which part."""

    job_id: UUID
    status: Status
    detail: str
    is_paused: bool
    progress_percent: int
    season_number: int | None
    episode_number: int | None


class CastRow(BaseModel):
    model_config = ConfigDict(frozen=True, defer_build=True)

    person_id: int
    name: str
    profile_url: str | None
    profile_placeholder: str | None
    character: str
    episode_count: int | None


class CrewRow(BaseModel):
    model_config = ConfigDict(frozen=True, defer_build=True)

    person_id: int
    name: str
    profile_url: str | None
    profile_placeholder: str | None
    department: str
    job: str


class TitleFactsRow(BaseModel):
    """The facts of a title beyond its card, as stored; the same for every user."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    media_type: MediaType
    runtime_minutes: int | None
    original_title: str | None
    tagline: str
    release_date: date | None
    certificate: str | None
    status: str
    language: str | None
    countries: list[str]
    platforms: list[str]
    license: str | None
    directors: list[str]
    top_cast: list[str]
    external_ids: ExternalIds
    genre_ids: list[int]
    end_year: int | None
    is_finished: bool
    alternate_titles: list[str]
    ratings: list[SourceRating]
    cast_members: list[CastRow]
    crew_members: list[CrewRow]
    videos: list[TitleVideo]
    offers: list[WatchOffer]
    links: dict[str, list[int]]  # ids by kind
    releases: list[RegionalRelease]
    keywords: list[str]
    episode_count: int

    def facts(self) -> dict[str, Any]:
        """The fields of `MediaFacts`; empty directors and cast are filled from the credits."""
        directed = (row.name for row in self.crew_members if row.department == DIRECTING)
        played = (row.name for row in self.cast_members)
        return {
            "original_title": self.original_title,
            "tagline": self.tagline,
            "release_date": self.release_date,
            "certificate": self.certificate,
            "status": self.status,
            "language": self.language,
            "countries": self.countries,
            "platforms": self.platforms,
            "license": self.license,
            "directors": self.directors or list(dict.fromkeys(directed))[:MAX_NAMES],
            "cast": self.top_cast or list(dict.fromkeys(played))[:MAX_NAMES],
            "external_ids": self.external_ids,
        }

    def credits(self) -> Credits:
        """The credits, with one entry for a person with several roles."""
        cast: dict[int, CastMember] = {}
        for row in self.cast_members:
            facts = cast.get(row.person_id)
            parts = [facts.character, row.character] if facts else [row.character]
            cast[row.person_id] = CastMember(
                person_id=row.person_id,
                name=row.name,
                character=" / ".join(dict.fromkeys(part for part in parts if part)),
                profile_url=row.profile_url,
                profile_placeholder=row.profile_placeholder,
                episode_count=facts.episode_count if facts else row.episode_count,
            )
        crew = [
            CrewMember(
                person_id=row.person_id,
                name=row.name,
                job=row.job,
                department=row.department,
                profile_url=row.profile_url,
                profile_placeholder=row.profile_placeholder,
            )
            for row in self.crew_members
        ]
        return Credits(cast=list(cast.values()), crew=crew)


class TitleFacts(MediaFacts):
    """The part of a title's page that is the same for every user, without cards."""

    tagline_language: str | None  # of a translated one
    end_year: int | None
    is_finished: bool
    alternate_titles: list[str]
    ratings: list[SourceRating]
    credits: Credits
    videos: list[TitleVideo]
    offers: list[WatchOffer]
    releases: list[RegionalRelease]
    keywords: list[str]
    free_sources: list[FreeSource]
    metadata: TitleMetadata


class MediaDetail(TitleFacts, MediaCard):
    """The page of a title. Position and length, in seconds, are those of the file Play opens."""

    links: LinkedTitles
    seasons: list[SeasonDetail]
    library_items: list[LibraryItem]
    extras: list[TitleExtra]
    similar: list[MediaCard]
    position_seconds: int
    duration_seconds: int
    playable: PlayTarget | None
    #: The user's running download that is the furthest; administrators see those of all users.
    download: TitleDownload | None


class PageOutline(BaseModel):
    """What is needed to assemble the page of a title."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    media_type: MediaType
    is_finished: bool
    episode_count: int
    runtime_minutes: int | None
    similar: list[int]
    links: dict[LinkedField, list[int]]

    @property
    def related(self) -> list[int]:
        """The other titles shown on the page."""
        linked = (media_id for ids in self.links.values() for media_id in ids)
        return list(dict.fromkeys([*self.similar, *linked]))


class UserPart(ResponseModel):
    """The part of a title's page that belongs to one user, besides the marks of its cards."""

    seasons: list[SeasonDetail]
    library_items: list[LibraryItem]
    extras: list[TitleExtra]
    position_seconds: int
    duration_seconds: int
    playable: PlayTarget | None
