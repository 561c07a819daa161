"""
The answers of the open API.

A movie or a show is a title: the three ids are the same number. Pictures have absolute
addresses where they can be told, those of the source they are from.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Literal, Self

from chalicelib.platform.schemas import Omitted, SnakeCaseResponse

Kind = Literal["movie", "show"]


class Title(SnakeCaseResponse):
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

    def at(self, origin: str | None) -> Self:
        """With an address for a picture of our own."""
        return self.model_copy(update={"image_url": absolute(self.image_url, origin)})


class TitleSearchResult(SnakeCaseResponse):
    """A title of a search; `show_id` or `movie_id` is where its page is."""

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
    """A title of a grid of posters; `engagement_count` is how often it was opened this week."""

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
    `total` is how many titles there are, `total_pages` how many pages of them are answered: those
    of the first 100,000. A page after the last is empty. `languages` says how many of all that was
    found are in which language.
    """

    titles: list[TitleSearchResult]
    total: int
    page: int
    per_page: int
    total_pages: int
    languages: list[LanguageCount]


class Movie(SnakeCaseResponse):
    movie_id: int
    title_id: int
    title: Title


class Episode(SnakeCaseResponse):
    episode_id: int
    season_id: int
    episode_number: int
    display_name: Omitted[str] = None
    image_url: Omitted[str] = None
    air_date: Omitted[date] = None
    runtime_minutes: Omitted[int] = None
    synopsis: Omitted[str] = None

    def at(self, origin: str | None) -> Self:
        """With an address for a picture of our own."""
        return self.model_copy(update={"image_url": absolute(self.image_url, origin)})


class Season(SnakeCaseResponse):
    season_id: int
    show_id: int
    season_number: int
    episodes: list[Episode]
    is_season_finished: bool


class Show(SnakeCaseResponse):
    show_id: int
    title_id: int
    title: Title
    seasons: list[Season]
    is_series_finished: bool


class DiscoverPage(SnakeCaseResponse):
    """
    `total` is exact for a type and genre alone, and else says 10000 when it is more; there are no
    titles on a page after that many, or after 100000 when it is exact.
    """

    titles: list[DiscoverTitle]
    total: int
    page: int
    per_page: int


class Carousel(SnakeCaseResponse):
    """
    The best titles of one kind and genre.

    When a collection is made of the same, it lends its name, description and visits;
    `collection_id` is its id, else null.
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


class Collection(SnakeCaseResponse):
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
    collection: Collection
    titles: list[DiscoverTitle]
    total: int


def absolute(url: str | None, origin: str | None) -> str | None:
    """Our own drawings lie on our origin; everything else says itself where it lies."""
    if url is not None and url.startswith("/") and origin:
        return origin.rstrip("/") + url
    return url


def pages(shown: int, per_page: int, most: int) -> int:
    """How many pages there are to ask for."""
    return min(-(-shown // per_page), most)


def is_season_finished(season_number: int, last_number: int, *, is_series_finished: bool) -> bool:
    """Of a finished series all are; of one that goes on, all before the last."""
    return is_series_finished or season_number < last_number


def ids_of(kind: str, title_id: int) -> Mapping[str, int]:
    return {f"{kind}_id": title_id}
