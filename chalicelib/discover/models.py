"""What the discover page and the search box ask for and get."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, Literal, TypeVar

from pydantic import Field

from chalicelib.catalog.models import KINDS, Filter, Filters, MediaCard, MediaType, Slug, Sort
from chalicelib.platform.schemas import Paging, RequestModel, ResponseModel

N = TypeVar("N", int, float)

Origin = Literal["seed", "catalogue", "tmdb", "igdb"]  # who put a section together


class Rail(ResponseModel):
    slug: str
    title: str
    items: list[MediaCard]


class Section(Rail):
    """
    A row of the discover page.

    `stale_since` is when its source was last away and has not been back since: what is shown is
    from before then.
    """

    origin: Origin
    stale_since: datetime | None


class DiscoverPage(ResponseModel):
    sections: list[Section]


class GenreItem(ResponseModel):
    slug: str
    name: str
    count: int


class GenreList(ResponseModel):
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
    """What titles can be narrowed down by, the most frequent first."""

    languages: list[CodeCount]
    countries: list[CodeCount]
    platforms: list[NameCount]
    years: Years


class ItemFilter(Filters):
    """
    A section, a collection, or everything there is, narrowed down and page by page.

    Without `sort` a section or a collection keeps its own order.
    """

    section: Slug | None = None
    collection: Slug | None = None
    media_type: MediaType | None = None
    sort: Sort | None = None


Typed = Annotated[str, Field(min_length=1, max_length=200)]


class SearchQuery(Paging):
    """`type` says what is looked for; `mediaType` says the same and is older."""

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
    """A section and the ids in it: the same for everyone."""

    slug: str
    title: str
    origin: Origin
    stale_since: datetime | None
    ids: list[int]


def both(held: Filter, asked: Filter, sort: Sort | None) -> Filter | None:
    """
    The titles that two filters let through, as the query pages them; None when there are none.

    The order is the query's if it names one, else the collection's.
    """
    exact = ("media_type", "genre", "language", "country", "platform")
    for name in exact:
        ours, theirs = getattr(held, name), getattr(asked, name)
        if None not in (ours, theirs) and _slug(ours) != _slug(theirs):
            return None
    words = {name: getattr(held, name) or getattr(asked, name) for name in exact}
    return replace(
        asked,
        **words,
        year_min=_outer(max, held.year_min, asked.year_min),
        year_max=_outer(min, held.year_max, asked.year_max),
        rating_min=_outer(max, held.rating_min, asked.rating_min),
        min_votes=_outer(max, held.min_votes, asked.min_votes),
        sort=sort or held.sort,
        with_games=held.with_games and asked.with_games,
    )


def _slug(value: str) -> str:
    """A genre is named or slugged; the other words are the same either way."""
    return value.lower().replace(" ", "-")


def _outer(pick: Callable[..., N], *values: N | None) -> N | None:
    said = [value for value in values if value is not None]
    return pick(said) if said else None


@dataclass(frozen=True, slots=True)
class Window:
    """Titles that come out, or whose episodes air, from one day to another, counted from today."""

    media_type: MediaType
    first_day: int
    last_day: int
    newest_first: bool = False
    of_episodes: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A section of the discover page, and how the catalogue fills it when no provider does."""

    slug: str
    title: str
    finds: Filter | Window


MOVIE, SHOW, GAME = MediaType
RULES = (
    Rule("trending", "Trending now", Filter(sort=Sort.TRENDING, with_games=False)),
    Rule("popular-movies", "Popular movies", Filter(media_type=MOVIE, sort=Sort.POPULAR)),
    Rule("popular-shows", "Popular shows", Filter(media_type=SHOW, sort=Sort.POPULAR)),
    Rule("airing-today", "Airing today", Window(SHOW, 0, 0, of_episodes=True)),
    Rule("now-playing", "In cinemas now", Window(MOVIE, -45, 0)),
    Rule("upcoming", "Coming soon", Window(MOVIE, 1, 365)),
    Rule("top-rated-movies", "Top rated movies", Filter(media_type=MOVIE, sort=Sort.TOP_RATED)),
    Rule("top-rated-shows", "Top rated shows", Filter(media_type=SHOW, sort=Sort.TOP_RATED)),
    Rule("recently-released-games", "New games", Window(GAME, -180, 0, newest_first=True)),
    Rule("most-anticipated-games", "Most anticipated games", Window(GAME, 1, 1_000)),
)
