"""
Assemble the home page, and cache it.

The cache holds the serialized page of each user, so a warm response is one round trip. Actions of
the user invalidate it. Downloads change by themselves: a change of status invalidates the page,
but progress does not, so a page with active downloads is cached for seconds only, and the browser
polls live numbers where it shows them.
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
from chalicelib.free_sources.service import FreeSourceService
from chalicelib.library.service import LibraryService
from chalicelib.platform.cache import DASHBOARD_TTL_S, Cache, dashboard_key
from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Database
from chalicelib.platform.sessions import User
from chalicelib.tracking.service.progress import ProgressService, items

ACTIVE_DOWNLOADS_TTL_S = 3  # how often the worker writes their numbers

MAX_RAILS = 6
MAX_RAIL_ITEMS = 12
MAX_LIST_ITEMS = 20


@dataclass(frozen=True, slots=True)
class DashboardDependencies:
    """The services the page is assembled from."""

    catalog: CatalogService
    discover: DiscoverService
    progress: ProgressService
    downloads: DownloadService
    library: LibraryService
    free_sources: FreeSourceService


@dataclass(frozen=True, slots=True)
class DashboardService:
    db: Database
    cache: Cache
    clock: Clock
    dependencies: DashboardDependencies

    def render(self, user: User) -> bytes:
        """The page as a serialized `Dashboard`."""
        has_downloads = False

        def compute() -> bytes:
            nonlocal has_downloads
            page = self.assemble(user)
            has_downloads = bool(page.active_downloads)
            return page.model_dump_json().encode()

        return self.cache.get_or_compute(
            dashboard_key(user.id),
            str(user.id),
            lambda: ACTIVE_DOWNLOADS_TTL_S if has_downloads else DASHBOARD_TTL_S,
            compute,
        )

    def assemble(self, user: User) -> Dashboard:
        """The present page, uncached; the cards of all widgets come from one statement."""
        dependencies = self.dependencies
        with self.db.read() as conn:
            featured = store.featured(conn, user_id=user.id)
            lists = store.lists(
                conn,
                user_id=user.id,
                open_statuses=sorted(OPEN),
                limit=MAX_LIST_ITEMS,
            )
        continued = dependencies.progress.entries(user.id)
        rails = [
            (rail.slug, rail.title, rail.ids[:MAX_RAIL_ITEMS])
            for rail in dependencies.discover.section_rows()[:MAX_RAILS]
        ]
        cards = self._cards(
            user.id,
            [title.media_id for title in featured],
            [row.media_id for row in continued],
            lists.watch_later,
            lists.recently_watched,
            *(ids for _, _, ids in rails),
        )

        free_sources = dependencies.free_sources.best(
            [title.media_id for title in featured if title.library_item_id is None]
        )

        def cards_of(ids: list[int]) -> list[MediaCard]:
            return [cards[media_id] for media_id in ids if media_id in cards]

        return Dashboard(
            hero=hero_of(featured, cards, free_sources, self.clock().date()),
            continue_watching=items(continued, cards),
            watch_later=cards_of(lists.watch_later),
            active_downloads=dependencies.downloads.open_jobs(user),
            recently_added=dependencies.library.newest(user.id, limit=MAX_LIST_ITEMS),
            recently_watched=cards_of(lists.recently_watched),
            rails=[Rail(slug=slug, title=title, items=cards_of(ids)) for slug, title, ids in rails],
            counts=DashboardCounts(
                watch_later=lists.watch_later_total,
                library=lists.library_total,
                active_downloads=lists.active_downloads_total,
                unmatched=lists.unmatched_total,
            ),
        )

    def _cards(self, user_id: UUID, *lists: list[int]) -> dict[int, MediaCard]:
        return self.dependencies.catalog.cards_by_id(
            user_id, [media_id for ids in lists for media_id in ids]
        )
