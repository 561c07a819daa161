"""
Responses of the open API.

A movie or a show is a title: the three ids are the same number. Image URLs are absolute where the
server's origin is known; most are those of the provider.
"""

from datetime import date, datetime
from typing import Literal, Self

from chalicelib.http.schemas import Omitted, SnakeCaseResponse

Kind = Literal["movie", "show"]


class TitleResource(SnakeCaseResponse):
    title_id: int
    type: Kind
    display_name: str
    start_year: int | None
    end_year: int | None
    imdb_id: str | None
    image_url: str | None
    tmdb_id: int | None
    num_votes: int
    average_rating: float | None
    original_title: str | None
    original_language: str | None
    release_date: date | None
    tmdb_popularity: float | None
    runtime_minutes: int | None
    origin_country: str | None
    created_at: datetime
    updated_at: datetime
    genres: list[str]

    def with_origin(self, origin: str | None) -> Self:
        """With an absolute URL for an image of this server."""
        return self.model_copy(update={"image_url": absolute_url(self.image_url, origin)})


class TitleSearchResult(SnakeCaseResponse):
    """A title of a search; `show_id` or `movie_id` is the id of its resource."""

    title_id: int
    type: Kind
    display_name: str
    original_title: str | None
    start_year: int | None
    end_year: int | None
    imdb_id: str | None
    image_url: str | None
    num_votes: int
    average_rating: float | None
    original_language: str | None
    genres: list[str]
    movie_id: Omitted[int] = None
    show_id: Omitted[int] = None


class DiscoverTitle(SnakeCaseResponse):
    """A title of a grid of posters; `engagement_count` is its views of this week."""

    title_id: int
    type: Kind
    display_name: str
    start_year: int | None
    end_year: int | None
    image_url: str | None
    movie_id: Omitted[int] = None
    show_id: Omitted[int] = None
    average_rating: float | None
    num_votes: int
    tmdb_popularity: float | None
    genres: list[str]
    engagement_count: int


class LanguageCount(SnakeCaseResponse):
    code: str
    count: int


class TitleSearch(SnakeCaseResponse):
    """
    `total` is the number of matches, `total_pages` the number of available pages: those of the
    first 100,000 matches. Later pages are empty. `languages` counts all matches by language.
    """

    titles: list[TitleSearchResult]
    total: int
    page: int
    per_page: int
    total_pages: int
    languages: list[LanguageCount]


class MovieResource(SnakeCaseResponse):
    movie_id: int
    title_id: int
    title: TitleResource


class EpisodeResource(SnakeCaseResponse):
    episode_id: int
    season_id: int
    episode_number: int
    display_name: Omitted[str] = None
    image_url: Omitted[str] = None
    air_date: Omitted[date] = None
    runtime_minutes: Omitted[int] = None
    synopsis: Omitted[str] = None

    def with_origin(self, origin: str | None) -> Self:
        """With an absolute URL for an image of this server."""
        return self.model_copy(update={"image_url": absolute_url(self.image_url, origin)})


class SeasonResource(SnakeCaseResponse):
    season_id: int
    show_id: int
    season_number: int
    episodes: list[EpisodeResource]
    is_season_finished: bool


class ShowResource(SnakeCaseResponse):
    show_id: int
    title_id: int
    title: TitleResource
    seasons: list[SeasonResource]
    is_series_finished: bool


class DiscoverTitlePage(SnakeCaseResponse):
    """
    `total` is exact for a type and genre alone, and otherwise at most 10000; pages beyond it, or
    beyond 100000 titles when it is exact, are empty.
    """

    titles: list[DiscoverTitle]
    total: int
    page: int
    per_page: int


class Carousel(SnakeCaseResponse):
    """
    The best titles of one kind and genre.

    A collection with the same titles lends its name, description and clicks; `collection_id` is
    its id, otherwise null.
    """

    name: str
    slug: str
    description: str
    collection_id: int | None
    engagement_count: float
    total_count: int
    titles: list[DiscoverTitle]


class CarouselPage(SnakeCaseResponse):
    carousels: list[Carousel]
    total: int
    page: int
    per_page: int


class CollectionResource(SnakeCaseResponse):
    id: int
    name: str
    slug: str
    description: str
    strategy: Literal["filter", "static", "llm"]
    pinned: bool
    active: bool
    engagement_count: float
    languages: list[str]
    regions: list[str]


class CollectionTitles(SnakeCaseResponse):
    collection: CollectionResource
    titles: list[DiscoverTitle]
    total: int


def absolute_url(url: str | None, origin: str | None) -> str | None:
    """Complete a path of this server by its origin; other URLs are absolute already."""
    if url is not None and url.startswith("/") and origin:
        return origin.rstrip("/") + url
    return url


def page_count(reachable: int, per_page: int, max_pages: int) -> int:
    """The number of available pages."""
    return min(-(-reachable // per_page), max_pages)


def is_season_finished(season_number: int, last_number: int, *, is_series_finished: bool) -> bool:
    """All seasons of a finished series, and all before the last of a running one."""
    return is_series_finished or season_number < last_number
