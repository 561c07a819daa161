"""The main hub: everything on it, and which title is on its billboard. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from chalicelib.catalog.models import MediaCard
from chalicelib.discover.models import Rail
from chalicelib.downloads.models import DownloadJob
from chalicelib.library.models import LibraryItem
from chalicelib.platform.schemas import ResponseModel
from chalicelib.tracking.models import ContinueItem

READY = "Ready in your library"


class Featured(BaseModel):
    """A title worth the billboard, and the file Play would open, if there is one."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    media_id: int
    reason: str
    tagline: str
    library_item_id: UUID | None


@dataclass(frozen=True, slots=True)
class Lists:
    """Ids and numbers that need no more than one statement."""

    watch_later: list[int]
    recently_watched: list[int]
    watch_later_total: int
    library_total: int
    active_downloads_total: int
    unmatched_total: int


class Hero(ResponseModel):
    media: MediaCard
    reason: str
    library_item_id: UUID | None
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
    featured: Sequence[Featured], cards: Mapping[int, MediaCard], today: date
) -> Hero | None:
    """
    The billboard's title: one this person has not watched, best of all one they can play now.

    Another one every day, and the same one all day long unless it is watched meanwhile or a
    file of another one arrives.
    """
    turn = today.toordinal() % len(featured) if featured else 0
    in_turn = [*featured[turn:], *featured[:turn]]
    unwatched = [
        one for one in in_turn if one.media_id in cards and not cards[one.media_id].watched
    ]
    unwatched.sort(key=lambda one: one.library_item_id is None)  # stable: the turn stays
    if not unwatched:
        return None
    chosen = unwatched[0]
    return Hero(
        media=cards[chosen.media_id],
        reason=READY if chosen.library_item_id else chosen.reason,
        library_item_id=chosen.library_item_id,
        tagline=chosen.tagline,
    )
