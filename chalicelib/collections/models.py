"""Collections and their filters as the other slices see them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from chalicelib.artwork.proxy_urls import PosterUrl
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
    FILTER = "filter"  # the titles that pass a filter
    STATIC = "static"  # a curated list
    LLM = "llm"  # a list made by a language model


class FilterParams(BaseModel):
    """The filter of a `filter` collection, with the field names of its file."""

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
    A collection of the catalogue.

    `filter_params` holds the `FilterParams` of a `filter` collection, and {"titles": [IMDb ids]} of
    the others, whose titles are in `collection_items` once the catalogue has them.
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
        """The filter of the collection; None when its titles are a list."""
        if self.strategy != Strategy.FILTER:
            return None
        return FilterParams.model_validate(self.filter_params).filter()


@dataclass(frozen=True, slots=True)
class CollectionPreview:
    """The size and first posters of a collection; the same for every user."""

    count: int
    posters: list[str | None]  # the provider's URLs


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
