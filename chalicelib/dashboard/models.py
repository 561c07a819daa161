"""The content of the home page, and the choice of the billboard's title. No I/O."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from chalicelib.catalog.models import MediaCard
from chalicelib.discover.models import Rail
from chalicelib.downloads.models import DownloadJob
from chalicelib.free_sources.models import FreeSource
from chalicelib.library.models import LibraryItem
from chalicelib.platform.schemas import ResponseModel
from chalicelib.tracking.models import ContinueItem

READY = "Ready in your library"


class FeaturedTitle(BaseModel):
    """A candidate for the billboard, and the library file that Play opens, if there is one."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    media_id: int
    reason: str
    tagline: str
    library_item_id: UUID | None


@dataclass(frozen=True, slots=True)
class DashboardLists:
    """Ids and counts of several widgets, from one statement."""

    watch_later: list[int]
    recently_watched: list[int]
    watch_later_total: int
    library_total: int
    active_downloads_total: int
    unmatched_total: int


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


class Dashboard(ResponseModel):
    hero: Hero | None
    continue_watching: list[ContinueItem]
    watch_later: list[MediaCard]
    active_downloads: list[DownloadJob]
    recently_added: list[LibraryItem]
    recently_watched: list[MediaCard]
    rails: list[Rail]
    counts: DashboardCounts


def hero_of(
    featured: Sequence[FeaturedTitle],
    cards: Mapping[int, MediaCard],
    free_sources: Mapping[int, FreeSource],
    today: date,
) -> Hero | None:
    """
    The billboard's title: one the user has not watched, preferably with a file to play, otherwise
    with a free source.

    It changes every day, and within a day only when it is watched or a file of another candidate
    is added.
    """
    offset = today.toordinal() % len(featured) if featured else 0
    rotated = [*featured[offset:], *featured[:offset]]
    unwatched = [
        title for title in rotated if title.media_id in cards and not cards[title.media_id].watched
    ]
    unwatched.sort(  # stable: keeps the rotation
        key=lambda title: (title.library_item_id is None, title.media_id not in free_sources)
    )
    if not unwatched:
        return None
    chosen = unwatched[0]
    return Hero(
        media=cards[chosen.media_id],
        reason=READY if chosen.library_item_id else chosen.reason,
        library_item_id=chosen.library_item_id,
        free_source=None if chosen.library_item_id else free_sources.get(chosen.media_id),
        tagline=chosen.tagline,
    )
