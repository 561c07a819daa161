"""Collections and their filters as the other slices see them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from chalicelib.artwork.proxy_urls import PosterUrl
from chalicelib.catalog.models import (
    Count,
    CountryCode,
    LanguageCode,
    MediaCard,
    MediaType,
    Score,
    Year,
)
from chalicelib.catalog.models.filters import Filter, Sort
from chalicelib.catalog.models.selection_rules import SmartRules
from chalicelib.http.schemas import ResponseModel

MAX_TITLES = 500  # of one collection


class Strategy(StrEnum):
    FILTER = "filter"  # the titles that pass a filter
    STATIC = "static"  # a curated list
    LLM = "llm"  # a list made by a language model
    SMART = "smart"  # a person's rules, evaluated for each reader


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


class Visibility(StrEnum):
    PRIVATE = "private"  # its owner and the people it is shared with
    HOUSE = "house"  # every user may read it


class CollectionPerson(ResponseModel):
    """A user of this server, by the display name."""

    id: UUID
    name: str


class CollectionItem(ResponseModel):
    """
    A collection of the catalogue, which has no owner, or of a person.

    `slug` is part of its page's address. `seen_count` is the reader's; null where it was not
    counted. `can_edit`: the reader may add, remove and move titles. `shared_with` are the people
    who may do so besides the owner.
    """

    id: int
    slug: str
    name: str
    description: str
    pinned: bool
    strategy: Strategy
    count: int
    engagement_count: int
    posters: list[PosterUrl]
    owner: CollectionPerson | None = None
    is_own: bool = False
    can_edit: bool = False
    visibility: Visibility | None = None
    shared_with: Annotated[list[CollectionPerson], Field(default_factory=list)]
    seen_count: int | None = None


class CollectionList(ResponseModel):
    items: list[CollectionItem]
    page: int
    page_size: int
    total: int


class CollectionPage(ResponseModel):
    """
    A collection with a page of its titles for the reader.

    `total` counts the titles that pass the filters of the request. `next` is the first title the
    reader has not seen. `minutes_left` is the length of the films the reader has not seen; null
    when a length is unknown or a show is among them. `rules` are those of a smart collection.
    """

    collection: CollectionItem
    rules: SmartRules | None
    next: MediaCard | None
    minutes_left: int | None
    cover_media_id: int | None
    items: list[MediaCard]
    page: int
    page_size: int
    total: int
