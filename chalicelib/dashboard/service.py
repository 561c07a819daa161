"""
Gather the main hub, and keep it ready.

The cache holds the finished JSON of each person, so a warm answer is one round trip and no
work. Whatever a person does drops theirs. Downloads are the one thing on it that moves by
itself: a change of state drops the page as well, but their numbers do not, so a page with
downloads under way is kept for seconds only, and the browser asks for live numbers where it
shows them.
"""

from dataclasses import dataclass
from uuid import UUID

from chalicelib.catalog.models import MediaCard
from chalicelib.catalog.service import CatalogService
from chalicelib.dashboard import store
from chalicelib.dashboard.models import Dashboard, DashboardCounts, hero_of
from chalicelib.discover.models import Rail
from chalicelib.discover.service import DiscoverService
from chalicelib.downloads.models import OPEN
from chalicelib.downloads.service import DownloadService
from chalicelib.library.service import LibraryService
from chalicelib.platform.cache import DASHBOARD_TTL_S, Cache, dashboard_key
from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Database
from chalicelib.platform.sessions import User
from chalicelib.tracking.service.progress import ProgressService, items

WITH_DOWNLOADS_TTL_S = 3  # how often the worker writes their numbers

MAX_RAILS = 6
RAIL_ITEMS = 12
LIST_ITEMS = 20


@dataclass(frozen=True, slots=True)
class Sources:
    """The slices the page is gathered from."""

    catalog: CatalogService
    discover: DiscoverService
    progress: ProgressService
    downloads: DownloadService
    library: LibraryService


@dataclass(frozen=True, slots=True)
class DashboardService:
    db: Database
    cache: Cache
    clock: Clock
    sources: Sources

    def render(self, user: User) -> bytes:
        """The page as the JSON the browser gets."""
        has_downloads = False

        def compute() -> bytes:
            nonlocal has_downloads
            page = self.gather(user)
            has_downloads = bool(page.active_downloads)
            return page.model_dump_json().encode()

        return self.cache.get_or_compute(
            dashboard_key(user.id),
            str(user.id),
            lambda: WITH_DOWNLOADS_TTL_S if has_downloads else DASHBOARD_TTL_S,
            compute,
        )

    def gather(self, user: User) -> Dashboard:
        """The page of this moment: all cards of all widgets come from one statement."""
        sources = self.sources
        with self.db.read() as conn:
            featured = store.featured(conn, user_id=user.id)
            lists = store.lists(
                conn,
                user_id=user.id,
                open_statuses=sorted(OPEN),
                limit=LIST_ITEMS,
            )
        continued = sources.progress.entries(user.id)
        rails = [
            (rail.slug, rail.title, rail.ids[:RAIL_ITEMS])
            for rail in sources.discover.section_rows()[:MAX_RAILS]
        ]
        cards = self._cards(
            user.id,
            [one.media_id for one in featured],
            [row.media_id for row in continued],
            lists.watch_later,
            lists.recently_watched,
            *(ids for _, _, ids in rails),
        )

        def known(ids: list[int]) -> list[MediaCard]:
            return [cards[media_id] for media_id in ids if media_id in cards]

        return Dashboard(
            hero=hero_of(featured, cards, self.clock().date()),
            continue_watching=items(continued, cards),
            watch_later=known(lists.watch_later),
            active_downloads=sources.downloads.open_jobs(user),
            recently_added=sources.library.newest(user.id, limit=LIST_ITEMS),
            recently_watched=known(lists.recently_watched),
            rails=[Rail(slug=slug, title=title, items=known(ids)) for slug, title, ids in rails],
            counts=DashboardCounts(
                watch_later=lists.watch_later_total,
                library=lists.library_total,
                active_downloads=lists.active_downloads_total,
                unmatched=lists.unmatched_total,
            ),
        )

    def _cards(self, user_id: UUID, *lists: list[int]) -> dict[int, MediaCard]:
        return self.sources.catalog.cards_by_id(user_id, [one for ids in lists for one in ids])
