"""The files of the seed catalogue."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter
from pydantic.alias_generators import to_camel

from chalicelib.catalog.models import MediaType, Slug


class InvalidSeed(Exception):
    """The files name a title that none of them describes, or describe a title twice."""


class SeedModel(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, extra="forbid", frozen=True)


class SeedEpisode(SeedModel):
    episode_number: int
    title: str
    air_date: date | None
    runtime_minutes: int | None
    overview: str


class SeedSeason(SeedModel):
    season_number: int
    name: str
    episodes: list[SeedEpisode]


class SeedTitle(SeedModel):
    slug: Slug
    title: str
    original_title: str | None
    year: int
    end_year: int | None = None
    release_date: date | None
    runtime_minutes: int | None = None
    genres: list[str]
    language: str | None
    countries: list[str]
    directors: list[str]
    cast: list[str]
    developers: list[str] = []
    platforms: list[str] = []
    certificate: str | None
    license: str | None
    status: str | None = None
    tagline: str | None
    overview: str
    external_ids: dict[str, str]
    rating: float | None
    votes: int
    popularity: float
    seasons: list[SeedSeason] = []


class SeedArt(SeedModel):
    poster: str | None = None
    backdrop: str | None = None
    logo: str | None = None
    stills: dict[Annotated[str, Field(pattern=r"^s\d+e\d+$")], str] = {}


class SeedSection(SeedModel):
    slug: Slug
    title: str
    items: list[Slug]


class SeedFeatured(SeedModel):
    slug: Slug
    reason: str


class SeedFreeSource(SeedModel):
    """Where a title, or one episode of it, can be had; `address` is a magnet link for a torrent."""

    season: int | None = None
    episode: int | None = None
    kind: Literal["direct", "archive_item", "torrent", "page"]
    publisher: str
    address: Annotated[
        str, Field(pattern=r"^(https://|magnet:\?xt=urn:btih:[0-9a-f]{40}(&|$))[^\s]+$")
    ]
    licence: str
    bytes: Annotated[int, Field(gt=0)] | None = None


class SeedFreeSources(SeedModel):
    """The file free_sources.json: the best source of a title first; licences with their texts."""

    licences: dict[str, Annotated[str, Field(pattern=r"^https://")]]
    titles: dict[Slug, list[SeedFreeSource]]


class SeedDiscover(SeedModel):
    """The file sections.json: the sections and the billboard of the discover page."""

    sections: list[SeedSection]
    hero: list[SeedFeatured]


TITLES = TypeAdapter(list[SeedTitle])
ART_BY_SLUG = TypeAdapter(dict[Slug, SeedArt])


class Seed(BaseModel):
    """The content of all files."""

    titles: list[tuple[MediaType, SeedTitle]]
    discover: SeedDiscover
    art: dict[Slug, SeedArt]
    free_sources: SeedFreeSources

    def check(self) -> None:
        """Raises `InvalidSeed`."""
        slugs = [title.slug for _, title in self.titles]
        described = set(slugs)
        if len(described) < len(slugs):
            twice = sorted(slug for slug in described if slugs.count(slug) > 1)
            raise InvalidSeed(f"described more than once: {', '.join(twice)}")
        named = {slug for section in self.discover.sections for slug in section.items}
        named |= {featured.slug for featured in self.discover.hero}
        named |= set(self.free_sources.titles)
        if named - described:
            raise InvalidSeed(f"named but not described: {', '.join(sorted(named - described))}")
        licences = {each.licence for all_ in self.free_sources.titles.values() for each in all_}
        unknown = licences - set(self.free_sources.licences)
        if unknown:
            raise InvalidSeed(f"licences without a text: {', '.join(sorted(unknown))}")
