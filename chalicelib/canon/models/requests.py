"""The queries and bodies of the open API."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BeforeValidator, Field, model_validator

from chalicelib.canon.models.responses import Kind
from chalicelib.catalog.models import Count, LanguageCode, MediaType, Score, Year
from chalicelib.catalog.models.filters import Filter, Sort
from chalicelib.http.schemas import SnakeCaseQuery, SnakeCaseRequest

MAX_PER_PAGE = 100
MAX_PAGES = 10_000

Page = Annotated[int, Field(ge=1, le=MAX_PAGES)]
PerPage = Annotated[int, Field(ge=1, le=MAX_PER_PAGE)]
Name = Annotated[str, Field(min_length=1, max_length=500)]
GenreName = Annotated[str, Field(min_length=1, max_length=60)]
ImdbId = Annotated[str, Field(pattern=r"^tt\d{7,9}$")]
TmdbId = Annotated[int, Field(ge=1, lt=10**18)]  # longer ones are not read back as numbers
ImageAddress = Annotated[str, Field(pattern=r"^https?://[^\s<>\"]+$", max_length=500)]
SeasonNumber = Annotated[int, Field(ge=0, le=32_767)]
EpisodeNumber = Annotated[int, Field(ge=0, lt=2**31)]
VoteCount = Annotated[int, Field(ge=0, le=1_000_000_000)]
Minutes = Annotated[int, Field(ge=1, le=100_000)]
#: Where the visitor came from, such as collection-top-action-shows; invalid values are ignored.
Source = Annotated[str, Field(max_length=100)]
Language = Annotated[
    LanguageCode, BeforeValidator(lambda raw: raw.lower() if isinstance(raw, str) else raw)
]
Country = Annotated[
    str,
    BeforeValidator(lambda raw: raw.upper() if isinstance(raw, str) else raw),
    Field(pattern=r"^[A-Z]{2}$"),
]


class TitleQuery(SnakeCaseQuery):
    q: Annotated[str, Field(max_length=200)] = ""
    type: Kind | None = None
    lang: Language | None = None
    page: Page = 1
    per_page: PerPage = 20


class SourceQuery(SnakeCaseQuery):
    source: Source = ""


class DeleteQuery(SnakeCaseQuery):
    """Without `force`, titles with library files or a history are not deleted."""

    force: bool = False


class DiscoverQuery(SnakeCaseQuery):
    genre: GenreName | None = None
    type: Kind | None = None
    lang: Language | None = None
    sort: Sort = Sort.MOST_RATED
    country: Country | None = None
    year_min: Year | None = None
    rating_min: Score | None = None
    min_votes: Count | None = None
    limit: PerPage = 50
    page: Page = 1

    @property
    def filter(self) -> Filter:
        return Filter(
            media_type=MediaType(self.type) if self.type else None,
            genre=self.genre,
            language=self.lang,
            country=self.country,
            year_min=self.year_min,
            rating_min=self.rating_min,
            min_votes=self.min_votes,
            sort=self.sort,
            limit=self.limit,
            offset=(self.page - 1) * self.limit,
            with_games=False,
        )


class CarouselQuery(SnakeCaseQuery):
    page: Page = 1
    per_page: Annotated[int, Field(ge=1, le=50)] = 10


class TitleFields(SnakeCaseRequest):
    """The writable fields of a title. An update keeps fields that are not sent."""

    start_year: Year | None = None
    end_year: Year | None = None
    imdb_id: ImdbId | None = None
    image_url: ImageAddress | None = None
    tmdb_id: TmdbId | None = None
    num_votes: VoteCount = 0
    average_rating: Score | None = None
    original_title: Name | None = None
    original_language: LanguageCode | None = None
    release_date: date | None = None
    tmdb_popularity: Annotated[float, Field(ge=0, le=1e9)] | None = None
    runtime_minutes: Minutes | None = None
    origin_country: Country | None = None
    genres: Annotated[tuple[GenreName, ...], Field(max_length=20)] = ()

    @model_validator(mode="after")
    def _genres_once(self) -> Self:
        if len({name.lower() for name in self.genres}) < len(self.genres):
            raise ValueError("genres: each is named once")
        return self


class TitleCreate(TitleFields):
    """A new movie or show."""

    display_name: Name


class TypedTitleCreate(TitleCreate):
    type: Kind


class TitlePatch(TitleFields):
    display_name: Name = ""  # unchanged when not sent

    @property
    def changes(self) -> dict[str, Any]:
        """The fields that were sent."""
        return {name: getattr(self, name) for name in self.model_fields_set}


class SeasonCreate(SnakeCaseRequest):
    season_number: SeasonNumber


class EpisodeFields(SnakeCaseRequest):
    display_name: Annotated[str, Field(max_length=500)] = ""
    image_url: ImageAddress | None = None
    air_date: date | None = None
    runtime_minutes: Minutes | None = None
    synopsis: Annotated[str, Field(max_length=10_000)] = ""


class EpisodeCreate(EpisodeFields):
    episode_number: EpisodeNumber


class EpisodePatch(EpisodeFields):
    """An update keeps fields that are not sent."""

    episode_number: EpisodeNumber = 0  # unchanged when not sent

    @property
    def changes(self) -> dict[str, Any]:
        """The fields that were sent."""
        return {name: getattr(self, name) for name in self.model_fields_set}


@dataclass(frozen=True, slots=True)
class Reader:
    """
    The client of a request: its user id or address, and the server's origin.

    `origin` is None when the request does not tell it.
    """

    by: UUID | str
    origin: str | None
