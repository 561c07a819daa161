"""Titles, cards and pages as the other slices see them."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from chalicelib.artwork.proxy_urls import BackdropUrl, LogoUrl, PosterUrl
from chalicelib.http.schemas import ResponseModel


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


class MediaCard(ResponseModel):
    """
    A title as a poster of a rail or a grid, with the marks of the user.

    `progress_percent` of a movie is the position of the present viewing, 100 when it is complete;
    of a show, the share of its aired episodes that were watched. None: nothing was watched.

    `watch_status` is what the user chose, or follows from what was watched; games have a
    `game_status` instead, and are `watched` when they are completed.
    `own_rating` is the user's, from 0.5 to 10; `rating` is that of the catalogue.

    `at_hand`: a file of it in the library can be read now; without one, nothing is offered for
    playing.

    `followed`: a show is on the watchlist. `wanted`: the user wants the film, or some of the show,
    which the library does not have.

    `title_language` and `overview_language` are those of translated texts, such as `de`; None: as
    the catalogue has them.

    A placeholder is a ThumbHash to show while the image loads, in base64 without padding; None
    until the image was fetched for the first time.
    """

    id: int
    media_type: MediaType
    title: str
    title_language: str | None = None
    year: int | None
    overview: str
    overview_language: str | None = None
    runtime_minutes: int | None
    genres: list[str]
    poster_url: PosterUrl
    poster_placeholder: str | None
    backdrop_url: BackdropUrl
    backdrop_placeholder: str | None
    logo_url: LogoUrl
    rating: float | None
    in_library: bool
    at_hand: bool
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
    at_hand: bool
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


@dataclass(frozen=True, slots=True)
class Translation:
    """
    A title in another language; None: as the catalogue has it.

    `original_title` is that of the catalogue where no other is known.
    """

    media_id: int
    title: str | None
    original_title: str
    overview: str | None
    tagline: str | None


class MediaPage(ResponseModel):
    items: list[MediaCard]
    page: int
    page_size: int
    total: int


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


def episode_label(season_number: int, episode_number: int) -> str:
    """The short name of an episode on all pages: `S1 E2`."""
    return f"S{season_number} E{episode_number}"
