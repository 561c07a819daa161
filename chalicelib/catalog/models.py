"""Titles as the rest of the product sees them."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from chalicelib.platform.wire import Outgoing, Paging


class MediaType(StrEnum):
    MOVIE = "movie"
    SHOW = "show"
    GAME = "game"


class Sort(StrEnum):
    POPULAR = "popular"
    TITLE = "title"
    NEWEST = "newest"
    RATING = "rating"


MediaId = Annotated[int, Field(ge=1, lt=2**63)]  # what the database can hold
EpisodeId = MediaId
Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=100)]


class Browse(Paging):
    """The query of the movie, show and game pages."""

    sort: Sort = Sort.POPULAR
    genre: Slug | None = None


class MediaCard(Outgoing):
    """
    A title as one poster of a rail or a grid, with what it is to the person looking.

    `progress_percent` of a movie is how far the present viewing is, 100 once it is over; of a
    show, the share of its aired episodes that were watched. None: nothing yet.
    """

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


@dataclass(frozen=True, slots=True)
class Found:
    """One page of ids, and how many there are in all; the same for every person."""

    ids: list[int]
    total: int


@dataclass(frozen=True, slots=True)
class Genre:
    slug: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody typed into the search box, understood."""

    text: str  # all of it, spaces collapsed, lower case
    title: str  # the text without a year at its end
    year: int | None


#: A year at the end, bare or in brackets, with something before it: `nosferatu 1922`.
YEAR_AT_END = re.compile(r"(?P<title>.*\S)\s+[(\[]?(?P<year>(?:18[7-9]|19\d|20\d)\d)[)\]]?")


def understand(typed: str) -> Wanted:
    """
    Read a search: compatibility forms unified, spaces collapsed, what cannot be printed dropped,
    a year at the end set apart.

    The year stays part of `text` as well, because `blade runner 2049` is a title.
    """
    plain = unicodedata.normalize("NFKC", typed).lower()
    text = " ".join("".join(c if c.isprintable() else " " for c in plain).split())
    match = YEAR_AT_END.fullmatch(text)
    if match is None:
        return Wanted(text, text, None)
    return Wanted(text, match["title"], int(match["year"]))


def episode_label(season_number: int, episode_number: int) -> str:
    """How an episode is named everywhere on the page: `S1 E2`."""
    return f"S{season_number} E{episode_number}"
