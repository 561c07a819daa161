"""Titles as the rest of the product sees them."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from chalicelib.artwork.picture_urls import BackdropUrl, LogoUrl, PosterUrl, ProfileUrl
from chalicelib.platform.schemas import Paging, ResponseModel


class MediaType(StrEnum):
    MOVIE = "movie"
    SHOW = "show"
    GAME = "game"


PERSON = "person"
KINDS = (*MediaType, PERSON)  # what can be searched for


class Sort(StrEnum):
    """The orders of lists; each ends with the id, so that pages neither repeat nor skip a title."""

    MAX_RATED = "most_rated"  # by how many people rated it
    TRENDING = "trending"  # by popularity
    POPULAR = "popular"  # by visits of the last seven days, then by popularity
    TOP_RATED = "top_rated"  # by rating, of those that enough people rated
    NEWEST = "newest"  # of those that are out
    HIDDEN_GEMS = "hidden_gems"  # rated 7.5 or better by few
    A_TO_Z = "a-z"
    TITLE = "title"  # an older word for A_TO_Z
    RATING = "rating"  # an older word for TOP_RATED

    @property
    def meaning(self) -> "Sort":
        """This order by its present name."""
        return {Sort.TITLE: Sort.A_TO_Z, Sort.RATING: Sort.TOP_RATED}.get(self, self)


MediaId = Annotated[int, Field(ge=1, lt=2**63)]  # what the database can hold
EpisodeId = MediaId
Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=100)]


Year = Annotated[int, Field(ge=1800, le=2200)]
Score = Annotated[float, Field(ge=0, le=10)]
Count = Annotated[int, Field(ge=0, lt=2**31)]
LanguageCode = Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]
CountryCode = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
#: Nothing that cannot be printed: PostgreSQL refuses a NUL.
Platform = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f]+$")]


@dataclass(frozen=True, slots=True)
class Filter:
    """
    Which titles, in which order, and which part of them: what every list of titles asks for.

    The seven filters of the open API and of collections are here, and SEEN's own. What is None
    does not restrict. `genre` is a slug or a name. `limit` and `offset` cut the page out.
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
    sort: Sort = Sort.MAX_RATED
    limit: int = 24
    offset: int = 0
    with_games: bool = True  # only read without a media_type: the open API knows no games


class Filters(Paging):
    """What a list of titles can be narrowed down by, as a query."""

    genre: Slug | None = None
    year_min: Year | None = None
    year_max: Year | None = None
    rating_min: Score | None = None
    min_votes: Count | None = None
    language: LanguageCode | None = None
    country: CountryCode | None = None
    platform: Platform | None = None

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
            sort=sort,
            limit=self.page_size,
            offset=self.offset,
        )


class Browse(Filters):
    """The query of the movie, show and game pages."""

    sort: Sort = Sort.POPULAR


class MediaCard(ResponseModel):
    """
    A title as one poster of a rail or a grid, with what it is to the person looking.

    `progress_percent` of a movie is how far the present viewing is, 100 once it is over; of a
    show, the share of its aired episodes that were watched. None: nothing yet.

    A placeholder is what to show until the picture is there: a ThumbHash, in base64 without
    padding; None until the picture was fetched for the first time.
    """

    id: int
    media_type: MediaType
    title: str
    year: int | None
    overview: str
    runtime_minutes: int | None
    genres: list[str]
    poster_url: PosterUrl
    poster_placeholder: str | None
    backdrop_url: BackdropUrl
    backdrop_placeholder: str | None
    logo_url: LogoUrl
    rating: float | None
    in_library: bool
    progress_percent: int | None
    watched: bool
    watch_later: bool


@dataclass(frozen=True, slots=True)
class Named:
    """
    A title, and perhaps an episode of it, that somebody named by their ids, or by ids they had
    before they were merged into others. These are the ids they have now.
    """

    id: int
    media_type: MediaType
    episode_id: int | None


@dataclass(frozen=True, slots=True)
class Mark:
    """
    What a title is to one person: the fields of its card that are theirs.

    `is_known`: there is a file of it, or they watched some of it, so that its page says more.
    """

    media_id: int
    in_library: bool
    progress_percent: int | None
    watched: bool
    watch_later: bool
    is_known: bool


class MediaPage(ResponseModel):
    items: list[MediaCard]
    page: int
    page_size: int
    total: int


class PersonCard(ResponseModel):
    """Somebody as search shows them; `known_for` is a department, `titles` the best known three."""

    id: int
    name: str
    profile_url: ProfileUrl
    profile_placeholder: str | None
    known_for: str
    titles: list[str]


class SearchPage(MediaPage):
    """
    Titles page by page, people with the first page.

    `corrected` is what was searched when what was typed had a typing error.
    """

    people: list[PersonCard]
    corrected: str | None


class Suggestion(ResponseModel):
    """A line below the search box."""

    kind: Literal["movie", "show", "game", "person"]
    id: int
    title: str
    year: int | None
    poster_url: PosterUrl
    media_type: MediaType | None


class SuggestionList(ResponseModel):
    items: list[Suggestion]


class ExternalIds(ResponseModel):
    imdb: str | None = None
    tmdb: str | None = None
    tvdb: str | None = None
    igdb: str | None = None
    mal: str | None = None


class MediaFacts(ResponseModel):
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
class ValueCount:
    """A value of a filter, and how many titles have it."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Facets:
    """What lists of titles can be narrowed down by, the most frequent first."""

    languages: list[ValueCount]
    countries: list[ValueCount]
    platforms: list[ValueCount]
    first_year: int | None
    last_year: int | None


@dataclass(frozen=True, slots=True)
class Search:
    """What a search found, the best first; the same for everyone."""

    titles: list[int]
    people: list[int]
    mixed: list[tuple[str, int]]  # the first of both, with their kinds
    corrected: str | None  # what was searched instead


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
