"""Titles, cards, filters and lists as the other slices see them."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from chalicelib.artwork.proxy_urls import BackdropUrl, LogoUrl, PosterUrl, ProfileUrl
from chalicelib.platform.schemas import Paging, ResponseModel


class MediaType(StrEnum):
    MOVIE = "movie"
    SHOW = "show"
    GAME = "game"


class WatchStatus(StrEnum):
    """Where a user stands with a film or a show."""

    PLANNED = "planned"
    WATCHING = "watching"
    ON_HOLD = "on_hold"
    DROPPED = "dropped"
    COMPLETED = "completed"


class GameStatus(StrEnum):
    """Where a user stands with a game, in the order of a game's life."""

    WISHLIST = "wishlist"  # wanted
    BACKLOG = "backlog"  # owned, not begun
    PLAYING = "playing"
    PAUSED = "paused"
    COMPLETED = "completed"
    DROPPED = "dropped"


PERSON = "person"
KINDS = (*MediaType, PERSON)  # kinds of search results


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


MediaId = Annotated[int, Field(ge=1, lt=2**63)]  # PostgreSQL's bigint
EpisodeId = MediaId
Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=100)]


Year = Annotated[int, Field(ge=1800, le=2200)]
Score = Annotated[float, Field(ge=0, le=10)]
Count = Annotated[int, Field(ge=0, lt=2**31)]
LanguageCode = Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]
CountryCode = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
#: Without control characters: PostgreSQL refuses a NUL.
Platform = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f]+$")]


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


class MediaCard(ResponseModel):
    """
    A title as a poster of a rail or a grid, with the marks of the user.

    `progress_percent` of a movie is the position of the present viewing, 100 when it is complete;
    of a show, the share of its aired episodes that were watched. None: nothing was watched.

    `watch_status` is what the user chose, or follows from what was watched; games have a
    `game_status` instead, and are `watched` when they are completed.
    `own_rating` is the user's, from 0.5 to 10; `rating` is that of the catalogue.

    `followed`: a show is on the watchlist. `wanted`: the user wants the film, or some of the show,
    which the library does not have.

    A placeholder is a ThumbHash to show while the image loads, in base64 without padding; None
    until the image was fetched for the first time.
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
    favorite: bool
    own_rating: float | None
    watch_status: WatchStatus | None
    game_status: GameStatus | None
    followed: bool
    wanted: bool


@dataclass(frozen=True, slots=True)
class TitleRef:
    """A title and optionally an episode of it, by their present ids (ids change by merging)."""

    id: int
    media_type: MediaType
    episode_id: int | None


@dataclass(frozen=True, slots=True)
class Mark:
    """
    The fields of a title's card that belong to one user.

    `has_history`: the library has a file of it, or the user watched some of it, so its page has
    more to load.
    """

    media_id: int
    in_library: bool
    progress_percent: int | None
    watched: bool
    watch_later: bool
    favorite: bool
    own_rating: float | None
    watch_status: WatchStatus | None
    game_status: GameStatus | None
    followed: bool
    wanted: bool
    has_history: bool


class MediaPage(ResponseModel):
    items: list[MediaCard]
    page: int
    page_size: int
    total: int


class PersonCard(ResponseModel):
    """A person of a search result; `known_for` is a department, `titles` the best known three."""

    id: int
    name: str
    profile_url: ProfileUrl
    profile_placeholder: str | None
    known_for: str
    titles: list[str]


class SearchPage(MediaPage):
    """
    Titles page by page, people with the first page.

    `corrected` is the spelling that was searched instead of the query.
    """

    people: list[PersonCard]
    corrected: str | None


class Suggestion(ResponseModel):
    """A line of the list below the search box."""

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
    """What a title page shows beyond the card."""

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
class IdPage:
    """A page of ids and the total number; the same for every user."""

    ids: list[int]
    total: int


@dataclass(frozen=True, slots=True)
class GenreCount:
    slug: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class ValueCount:
    """A filter value and how many titles have it."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Facets:
    """The filter values that occur, the most frequent first."""

    languages: list[ValueCount]
    countries: list[ValueCount]
    platforms: list[ValueCount]
    first_year: int | None
    last_year: int | None
    sorts: list[Sort]  # orders with data behind them
    has_ratings: bool


@dataclass(frozen=True, slots=True)
class ScoreCoverage:
    """Which scores titles have at all."""

    has_ratings: bool
    has_votes: bool
    has_hidden_gems: bool

    @property
    def sorts(self) -> list[Sort]:
        """The orders that these scores tell apart, without aliases."""
        needed = {
            Sort.TOP_RATED: self.has_ratings,
            Sort.MOST_RATED: self.has_votes,
            Sort.HIDDEN_GEMS: self.has_hidden_gems,
        }
        return [sort for sort in Sort if sort.canonical is sort and needed.get(sort, True)]


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What a search found, the best first; the same for every user."""

    titles: list[int]
    people: list[int]
    mixed: list[tuple[str, int]]  # the first of both, with their kinds
    corrected: str | None  # the spelling that was searched instead


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """The text of a search box, parsed."""

    text: str  # in lower case, whitespace collapsed
    title: str  # `text` without a year at its end
    year: int | None


#: A year at the end, bare or in brackets, after a title: `nosferatu 1922`.
YEAR_AT_END = re.compile(r"(?P<title>.*\S)\s+[(\[]?(?P<year>(?:18[7-9]|19\d|20\d)\d)[)\]]?")


def parse_query(typed: str) -> ParsedQuery:
    """
    Parse a search: NFKC, lower case, without unprintable characters, a year at the end apart.

    The year also stays in `text`, because `blade runner 2049` is a title.
    """
    plain = unicodedata.normalize("NFKC", typed).lower()
    text = " ".join("".join(c if c.isprintable() else " " for c in plain).split())
    match = YEAR_AT_END.fullmatch(text)
    if match is None:
        return ParsedQuery(text, text, None)
    return ParsedQuery(text, match["title"], int(match["year"]))


def episode_label(season_number: int, episode_number: int) -> str:
    """The short name of an episode on all pages: `S1 E2`."""
    return f"S{season_number} E{episode_number}"
