"""Sections, filters and search queries of the discover page."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, Literal, TypeVar

from pydantic import Field

from chalicelib.catalog.models import MediaCard, MediaType, Slug
from chalicelib.catalog.models.filters import Filter, Filters, Sort
from chalicelib.catalog.models.search import KINDS
from chalicelib.http.schemas import Paging, RequestModel, ResponseModel

N = TypeVar("N", int, float)

Origin = Literal["seed", "catalogue", "tmdb", "igdb"]  # the source of a section's titles


class Rail(ResponseModel):
    slug: str
    title: str
    items: list[MediaCard]


class Section(Rail):
    """
    A row of the discover page.

    `stale_since` is since when its source does not answer; the titles are from before then.
    """

    origin: Origin
    stale_since: datetime | None


class DiscoverPage(ResponseModel):
    sections: list[Section]


class GenreItem(ResponseModel):
    slug: str
    name: str
    count: int


class GenreCountList(ResponseModel):
    items: list[GenreItem]


class KindFilter(RequestModel):
    media_type: MediaType | None = None


class CodeCount(ResponseModel):
    code: str
    count: int


class NameCount(ResponseModel):
    name: str
    count: int


class Years(ResponseModel):
    min: int | None
    max: int | None


class FacetList(ResponseModel):
    """
    The filter values that occur, the most frequent first.

    `sorts` are the orders with data behind them; lists accept the others, too. `has_ratings`:
    some title has a rating, so that a minimum restricts.
    """

    languages: list[CodeCount]
    countries: list[CodeCount]
    platforms: list[NameCount]
    years: Years
    sorts: list[Sort]
    has_ratings: bool


class ItemFilter(Filters):
    """
    Query parameters of a section, a collection or the whole catalogue, with filters.

    Without `sort` a section or a collection keeps its own order.
    """

    section: Slug | None = None
    collection: Slug | None = None
    media_type: MediaType | None = None
    sort: Sort | None = None


Typed = Annotated[str, Field(min_length=1, max_length=200)]


class SearchQuery(Paging):
    """`type` restricts the results; `mediaType` is a deprecated alias."""

    q: Typed
    type: Literal["all", "movie", "show", "game", "person"] = "all"
    media_type: MediaType | None = None
    page_size: Annotated[int, Field(ge=1, le=50)] = 20

    @property
    def kinds(self) -> tuple[str, ...]:
        if self.media_type is not None and self.type in ("all", self.media_type):
            return (self.media_type,)
        return KINDS if self.type == "all" else (self.type,)


class SuggestionQuery(RequestModel):
    q: Typed
    limit: Annotated[int, Field(ge=1, le=20)] = 8


@dataclass(frozen=True, slots=True)
class SectionRow:
    """A section and the ids in it; the same for every user."""

    slug: str
    title: str
    origin: Origin
    stale_since: datetime | None
    ids: list[int]


def combine_filters(
    collection_filter: Filter, query_filter: Filter, sort: Sort | None
) -> Filter | None:
    """
    The filter of a collection combined with that of a query; None when they exclude each other.

    The page is the query's, and so is the order if it has one; else it is the collection's.
    """
    exact = ("media_type", "genre", "language", "country", "platform")
    for name in exact:
        ours, theirs = getattr(collection_filter, name), getattr(query_filter, name)
        if None not in (ours, theirs) and _slug(ours) != _slug(theirs):
            return None
    words = {
        name: getattr(collection_filter, name) or getattr(query_filter, name) for name in exact
    }
    return replace(
        query_filter,
        **words,
        year_min=_strictest(max, collection_filter.year_min, query_filter.year_min),
        year_max=_strictest(min, collection_filter.year_max, query_filter.year_max),
        rating_min=_strictest(max, collection_filter.rating_min, query_filter.rating_min),
        min_votes=_strictest(max, collection_filter.min_votes, query_filter.min_votes),
        sort=sort or collection_filter.sort,
        with_games=collection_filter.with_games and query_filter.with_games,
    )


def _slug(value: str) -> str:
    """Genres may be names or slugs; other values are unchanged by this."""
    return value.lower().replace(" ", "-")


def _strictest(pick: Callable[..., N], *values: N | None) -> N | None:
    limits = [value for value in values if value is not None]
    return pick(limits) if limits else None


@dataclass(frozen=True, slots=True)
class ReleaseWindow:
    """Titles released, or with episodes aired, in a range of days relative to today."""

    media_type: MediaType
    first_day: int
    last_day: int
    newest_first: bool = False
    of_episodes: bool = False


@dataclass(frozen=True, slots=True)
class SectionRule:
    """A section of the discover page, and its titles when no provider fills it."""

    slug: str
    title: str
    source: Filter | ReleaseWindow


MOVIE, SHOW, GAME = MediaType
SECTION_RULES = (
    SectionRule("trending", "Trending now", Filter(sort=Sort.TRENDING, with_games=False)),
    SectionRule("popular-movies", "Popular movies", Filter(media_type=MOVIE, sort=Sort.POPULAR)),
    SectionRule("popular-shows", "Popular shows", Filter(media_type=SHOW, sort=Sort.POPULAR)),
    SectionRule("airing-today", "Airing today", ReleaseWindow(SHOW, 0, 0, of_episodes=True)),
    SectionRule("now-playing", "In cinemas now", ReleaseWindow(MOVIE, -45, 0)),
    SectionRule("upcoming", "Coming soon", ReleaseWindow(MOVIE, 1, 365)),
    SectionRule(
        "top-rated-movies", "Top rated movies", Filter(media_type=MOVIE, sort=Sort.TOP_RATED)
    ),
    SectionRule("top-rated-shows", "Top rated shows", Filter(media_type=SHOW, sort=Sort.TOP_RATED)),
    SectionRule(
        "recently-released-games", "New games", ReleaseWindow(GAME, -180, 0, newest_first=True)
    ),
    SectionRule("most-anticipated-games", "Most anticipated games", ReleaseWindow(GAME, 1, 1_000)),
)
