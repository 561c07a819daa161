"""The content of the home page, and the choice of the billboard's title. No I/O."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from chalicelib.calendar.models import CalendarEntry
from chalicelib.catalog.models import GameStatus, MediaCard
from chalicelib.discover.models import Rail
from chalicelib.downloads.models import DownloadJob
from chalicelib.free_sources.models import FreeSource
from chalicelib.games.models import ShelvedGame
from chalicelib.http.schemas import ResponseModel
from chalicelib.library.models import LibraryItem
from chalicelib.preferences.models import HomePart
from chalicelib.tracking.models import ContinueItem

READY = "Ready in your library"


class FeaturedTitle(BaseModel):
    """A candidate for the billboard, and the library file that Play opens, if there is one."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    media_id: int
    reason: str
    tagline: str
    library_item_id: UUID | None
    is_own: bool = False  # saved by the user, not chosen by the catalogue


@dataclass(frozen=True, slots=True)
class DashboardLists:
    """Ids and counts of several widgets, from one statement."""

    watch_later: list[int]
    recently_watched: list[int]
    recently_watched_at: list[datetime | None]  # of these, in their order
    watch_later_total: int
    library_total: int
    active_downloads_total: int
    unmatched_total: int
    movies_total: int
    shows_total: int
    games_total: int


NO_LISTS = DashboardLists([], [], [], 0, 0, 0, 0, 0, 0, 0)


class Hero(ResponseModel):
    """The billboard's title; `free_source` is set when no file of it is in the library."""

    media: MediaCard
    reason: str
    library_item_id: UUID | None
    free_source: FreeSource | None
    tagline: str


class DashboardCounts(ResponseModel):
    watch_later: int
    library: int
    active_downloads: int
    unmatched: int
    movies: int  # of the catalogue, as shows and games are
    shows: int
    games: int


class RecentlyWatched(ResponseModel):
    """A title and its last viewing; null when that has no known date."""

    media: MediaCard
    watched_at: datetime | None


class UpcomingRelease(ResponseModel):
    """Something of the user's that comes out on a day."""

    day: date
    release: CalendarEntry


class HomePartState(ResponseModel):
    """A part of the page; hidden and failed ones are empty."""

    part: HomePart
    is_hidden: bool
    has_failed: bool


class Dashboard(ResponseModel):
    """`parts` has every part in the user's order. `rails` are its trending part."""

    hero: Hero | None
    continue_watching: list[ContinueItem]
    watch_later: list[MediaCard]
    active_downloads: list[DownloadJob]
    recommendations: list[MediaCard]
    recently_added: list[LibraryItem]
    recently_watched: list[RecentlyWatched]
    upcoming: list[UpcomingRelease]
    game_backlog: list[ShelvedGame]
    recently_played: list[ShelvedGame]
    rails: list[Rail]
    counts: DashboardCounts
    parts: list[HomePartState]


def hero_of(
    featured: Sequence[FeaturedTitle],
    cards: Mapping[int, MediaCard],
    free_sources: Mapping[int, FreeSource],
    today: date,
) -> Hero | None:
    """
    The billboard's title, the one thing to press play on: not watched, preferably with a file and
    not begun, which Continue watching shows already; the user's own before the catalogue's; without
    a file, one with a free source.

    It changes every day, and within a day only when it is watched or a file of another candidate
    is added.
    """
    offset = today.toordinal() % len(featured) if featured else 0
    rotated = [*featured[offset:], *featured[:offset]]
    unwatched = [
        title for title in rotated if title.media_id in cards and not cards[title.media_id].watched
    ]
    unwatched.sort(  # stable: keeps the rotation
        key=lambda title: (
            title.library_item_id is None,
            bool(cards[title.media_id].progress_percent),
            not title.is_own,
            title.media_id not in free_sources,
        )
    )
    if not unwatched:
        return None
    chosen = unwatched[0]
    return Hero(
        media=cards[chosen.media_id],
        reason=READY if chosen.library_item_id and not chosen.is_own else chosen.reason,
        library_item_id=chosen.library_item_id,
        free_source=None if chosen.library_item_id else free_sources.get(chosen.media_id),
        tagline=chosen.tagline,
    )


def backlog_of(games: Sequence[tuple[GameStatus, ShelvedGame]]) -> list[ShelvedGame]:
    """Games in play, then paused ones, then those that wait."""
    order = (GameStatus.PLAYING, GameStatus.PAUSED, GameStatus.BACKLOG)
    return [game for each in order for status, game in games if status == each]


def recently_played_of(games: Sequence[tuple[GameStatus, ShelvedGame]]) -> list[ShelvedGame]:
    """Games that were played, the last one first."""
    played = [(game.last_played_at, game) for _, game in games if game.last_played_at is not None]
    played.sort(key=lambda entry: entry[0], reverse=True)
    return [game for _, game in played]
