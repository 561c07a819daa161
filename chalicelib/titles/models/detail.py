"""Everything the page of one title shows beside its seasons. Pure."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from chalicelib.artwork.picture_urls import LogoUrl, ProfileUrl
from chalicelib.catalog.models import (
    ExternalIds,
    MediaCard,
    MediaFacts,
    MediaType,
)
from chalicelib.engagement.models import Source
from chalicelib.library.models import LibraryItem
from chalicelib.platform.schemas import RequestModel, ResponseModel
from chalicelib.titles.models.seasons import Playable, Season

MAX_NAMES = 10  # in the short lists of directors and cast
DIRECTING = "Directing"

#: The fields of `Links`, and what their titles are called in the database.
LinkKind = Literal["dlc", "expansions", "franchise", "recommended"]
LINK_KINDS: dict[LinkKind, str] = {
    "dlc": "dlc",
    "expansions": "expansion",
    "franchise": "franchise",
    "recommended": "recommended",
}

SeasonNumber = Annotated[int, Field(ge=0, le=32_767)]


class Visit(RequestModel):
    """The query of a title's page: where somebody came from, such as `collection-noir`."""

    source: Source | None = None


class Rating(ResponseModel):
    """What one source thinks, on its own scale: `value` of `best`."""

    source: str
    value: float
    best: int
    votes: int | None


class CastCredit(ResponseModel):
    person_id: int
    name: str
    character: str
    profile_url: ProfileUrl
    profile_placeholder: str | None
    episode_count: int | None


class CrewCredit(ResponseModel):
    person_id: int
    name: str
    job: str
    department: str
    profile_url: ProfileUrl
    profile_placeholder: str | None


class Credits(ResponseModel):
    cast: list[CastCredit]
    crew: list[CrewCredit]


class Video(ResponseModel):
    site: str
    key: str
    kind: str
    name: str


class Offer(ResponseModel):
    """Where a title can be watched in a region; kind is stream, free, ads, rent or buy."""

    region: str
    kind: str
    provider_name: str
    logo_url: LogoUrl
    link: str


class Release(ResponseModel):
    region: str
    platform: str
    kind: str
    released_on: date
    certificate: str


class Links(ResponseModel):
    """Titles a provider names beside this one."""

    dlc: list[MediaCard]
    expansions: list[MediaCard]
    franchise: list[MediaCard]
    recommended: list[MediaCard]


class Metadata(ResponseModel):
    """
    Where the facts come from. `refreshing`: more is on its way, ask again in a moment.

    `unavailable` says in a word why the provider could not be asked, such as `resting`.
    """

    provider: str | None
    checked_at: datetime | None
    refreshing: bool
    unavailable: str | None


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


class Known(BaseModel):
    """What is known of a title beyond its card, the same for everyone."""

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
    alternate_titles: list[str]
    ratings: list[Rating]
    cast_members: list[CastRow]
    crew_members: list[CrewRow]
    videos: list[Video]
    offers: list[Offer]
    links: dict[str, list[int]]  # ids by kind
    releases: list[Release]
    episode_count: int

    @property
    def is_finished(self) -> bool:
        """Whether a show is over."""
        return self.end_year is not None or self.status in ("Ended", "Canceled")

    def facts(self) -> dict[str, Any]:
        """
        The fields of `MediaFacts`. Who directed and who played comes from the credits where the
        short lists are empty.
        """
        directed = (one.name for one in self.crew_members if one.department == DIRECTING)
        played = (one.name for one in self.cast_members)
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
        """Who played in several parts stands once, with all of them."""
        cast: dict[int, CastCredit] = {}
        for row in self.cast_members:
            known = cast.get(row.person_id)
            parts = [known.character, row.character] if known else [row.character]
            cast[row.person_id] = CastCredit(
                person_id=row.person_id,
                name=row.name,
                character=" / ".join(dict.fromkeys(part for part in parts if part)),
                profile_url=row.profile_url,
                profile_placeholder=row.profile_placeholder,
                episode_count=known.episode_count if known else row.episode_count,
            )
        crew = [
            CrewCredit(
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
    """What a title's page says beyond the cards on it, the same for everyone."""

    end_year: int | None
    is_finished: bool
    alternate_titles: list[str]
    ratings: list[Rating]
    credits: Credits
    videos: list[Video]
    offers: list[Offer]
    releases: list[Release]
    metadata: Metadata


class MediaDetail(TitleFacts, MediaCard):
    """Position and length, in seconds, are those of what Play opens."""

    links: Links
    seasons: list[Season]
    library_items: list[LibraryItem]
    similar: list[MediaCard]
    position_seconds: int
    duration_seconds: int
    playable: Playable | None


class Outline(BaseModel):
    """What has to be known of a title to put its page together."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    media_type: MediaType
    is_finished: bool
    episode_count: int
    runtime_minutes: int | None
    similar: list[int]
    links: dict[LinkKind, list[int]]

    @property
    def beside(self) -> list[int]:
        """The titles shown beside it."""
        named = (one for ids in self.links.values() for one in ids)
        return list(dict.fromkeys([*self.similar, *named]))


class Own(ResponseModel):
    """What a title's page says to one person alone, beside what is marked on its cards."""

    seasons: list[Season]
    library_items: list[LibraryItem]
    position_seconds: int
    duration_seconds: int
    playable: Playable | None
