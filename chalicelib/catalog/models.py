"""Titles as the rest of the product sees them."""

from datetime import date
from enum import StrEnum

from chalicelib.platform.wire import Outgoing


class MediaType(StrEnum):
    MOVIE = "movie"
    SHOW = "show"
    GAME = "game"


class MediaCard(Outgoing):
    """A title as one poster of a rail or a grid, with what it is to the person looking."""

    id: int
    media_type: MediaType
    title: str
    year: int | None
    overview: str
    runtime_minutes: int | None
    genres: list[str]
    poster_url: str | None
    backdrop_url: str | None
    logo_url: str | None
    rating: float | None
    in_library: bool
    progress_percent: int | None
    watched: bool
    watch_later: bool


class MediaPage(Outgoing):
    items: list[MediaCard]
    page: int
    page_size: int
    total: int


class ExternalIds(Outgoing):
    imdb: str | None = None
    tmdb: str | None = None
    tvdb: str | None = None
    igdb: str | None = None
    mal: str | None = None


class MediaFacts(Outgoing):
    """What a title page says beyond the card."""

    original_title: str | None
    tagline: str
    release_date: date | None
    certificate: str | None
    status: str
    language: str | None
    countries: list[str]
    platforms: list[str]
    license: str | None
    directors: list[str]
    cast: list[str]
    external_ids: ExternalIds
