"""Collections as the rest of the product sees them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from chalicelib.artwork.picture_urls import PosterUrl
from chalicelib.catalog.models import (
    Count,
    CountryCode,
    Filter,
    LanguageCode,
    MediaCard,
    MediaType,
    Score,
    Sort,
    Year,
)
from chalicelib.platform.schemas import ResponseModel

MAX_TITLES = 500  # of one collection


class Strategy(StrEnum):
    FILTER = "filter"  # whatever passes now
    STATIC = "static"  # a list somebody made
    LLM = "llm"  # a list a language model made


class FilterParams(BaseModel):
    """Which titles a `filter` collection has, in the words of its file."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    type: MediaType | None = None
    lang: LanguageCode | None = None
    genre: Annotated[str, Field(min_length=1, max_length=60)] | None = None  # its name
    country: CountryCode | None = None
    year_min: Year | None = None
    year_max: Year | None = None
    rating_min: Score | None = None
    sort: Sort = Sort.MOST_RATED
    min_votes: Count | None = None
    limit: Annotated[int, Field(ge=1, le=MAX_TITLES)] = 100

    @model_validator(mode="after")
    def _years_in_order(self) -> Self:
        if self.year_min and self.year_max and self.year_min > self.year_max:
            raise ValueError("year_min is after year_max")
        return self

    def filter(self) -> Filter:
        return Filter(
            media_type=self.type,
            genre=self.genre,
            language=self.lang,
            country=self.country,
            year_min=self.year_min,
            year_max=self.year_max,
            rating_min=self.rating_min,
            min_votes=self.min_votes,
            sort=self.sort,
            limit=self.limit,
        )


@dataclass(frozen=True, slots=True)
class Collection:
    """
    A collection of the catalogue that is shown.

    `filter_params` is `FilterParams` of a `filter` collection, and {"titles": [IMDb ids]} of the
    others, whose titles stand in a table once they are in the catalogue.
    """

    id: int
    slug: str
    name: str
    description: str
    strategy: Strategy
    filter_params: dict[str, Any]
    languages: list[str]
    regions: list[str]
    pinned: bool
    active: bool
    engagement_count: float
    created_at: datetime
    updated_at: datetime

    @property
    def filter(self) -> Filter | None:
        """What is asked of the catalogue; None when its titles are a list."""
        if self.strategy != Strategy.FILTER:
            return None
        return FilterParams.model_validate(self.filter_params).filter()


@dataclass(frozen=True, slots=True)
class Glance:
    """What a collection looks like from outside: the same for everyone."""

    count: int
    posters: list[str | None]  # of its first titles, as a provider gave them


class CollectionItem(ResponseModel):
    id: int
    slug: str
    name: str
    description: str
    pinned: bool
    strategy: Strategy
    count: int
    engagement_count: int
    posters: list[PosterUrl]


class CollectionList(ResponseModel):
    items: list[CollectionItem]
    page: int
    page_size: int
    total: int


class CollectionPage(ResponseModel):
    collection: CollectionItem
    items: list[MediaCard]
    page: int
    page_size: int
    total: int
