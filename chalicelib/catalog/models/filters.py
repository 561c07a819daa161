"""Filters and sort orders of lists of titles."""

from dataclasses import dataclass
from enum import StrEnum

from chalicelib.catalog.models import (
    Count,
    CountryCode,
    LanguageCode,
    MediaType,
    Platform,
    Score,
    Slug,
    Year,
)
from chalicelib.http.schemas import Paging


class Sort(StrEnum):
    """Sort orders. Each ends with the id, so that pages neither repeat nor skip a title."""

    MOST_RATED = "most_rated"  # by number of votes
    TRENDING = "trending"  # by popularity
    POPULAR = "popular"  # by page views of the last seven days, then by popularity
    TOP_RATED = "top_rated"  # by rating, among titles with enough votes
    NEWEST = "newest"  # by release date, among released titles
    HIDDEN_GEMS = "hidden_gems"  # rated 7.5 or better with few votes
    A_TO_Z = "a-z"
    TITLE = "title"  # deprecated alias of A_TO_Z
    RATING = "rating"  # deprecated alias of TOP_RATED

    @property
    def canonical(self) -> "Sort":
        """This order without an alias."""
        return {Sort.TITLE: Sort.A_TO_Z, Sort.RATING: Sort.TOP_RATED}.get(self, self)


@dataclass(frozen=True, slots=True)
class Filter:
    """
    Conditions, sort order and page of a list of titles.

    A condition that is None does not restrict. `genre` is a slug or a name.
    """

    media_type: MediaType | None = None
    genre: str | None = None
    language: str | None = None  # ISO 639-1, such as en
    country: str | None = None  # ISO 3166-1, such as US
    year_min: int | None = None
    year_max: int | None = None
    rating_min: float | None = None
    min_votes: int | None = None
    platform: str | None = None
    available: bool = False  # only what the library has
    sort: Sort = Sort.MOST_RATED
    limit: int = 24
    offset: int = 0
    with_games: bool = True  # only without a media_type: the open API has no games


class Filters(Paging):
    """The filters of a list of titles, as query parameters."""

    genre: Slug | None = None
    year_min: Year | None = None
    year_max: Year | None = None
    rating_min: Score | None = None
    min_votes: Count | None = None
    language: LanguageCode | None = None
    country: CountryCode | None = None
    platform: Platform | None = None
    available: bool = False  # only what the library has

    def filter(self, media_type: MediaType | None, sort: Sort) -> Filter:
        return Filter(
            media_type=media_type,
            genre=self.genre,
            language=self.language,
            country=self.country,
            year_min=self.year_min,
            year_max=self.year_max,
            rating_min=self.rating_min,
            min_votes=self.min_votes,
            platform=self.platform,
            available=self.available,
            sort=sort,
            limit=self.page_size,
            offset=self.offset,
        )


class Browse(Filters):
    """Query parameters of the movie, show and game pages."""

    sort: Sort = Sort.POPULAR
