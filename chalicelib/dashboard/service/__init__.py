"""
Assemble the home page, and cache it.

The cache holds the serialized page of each user, so a warm response is one round trip. Actions of
the user invalidate it. Downloads change by themselves: a change of status invalidates the page,
but progress does not, so a page with active downloads is cached for seconds only, and the browser
polls live numbers where it shows them. So is a page with a part that failed: a failed part is empty
and never fails the page.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from chalicelib.calendar.models import ReleaseFilter
from chalicelib.calendar.models.release_rows import DayRange
from chalicelib.calendar.service import CalendarService
from chalicelib.catalog.models import GameStatus, MediaCard
from chalicelib.catalog.service import CatalogService
from chalicelib.dashboard import store
from chalicelib.dashboard.models import (
    NO_LISTS,
    Dashboard,
    DashboardCounts,
    DashboardLists,
    FeaturedTitle,
    RecentlyWatched,
    UpcomingRelease,
    backlog_of,
    hero_of,
    recently_played_of,
)
from chalicelib.dashboard.service.part_reader import PartReader
from chalicelib.discover.models import Rail
from chalicelib.discover.service import DiscoverService
from chalicelib.downloads.models import OPEN
from chalicelib.downloads.service import DownloadService
from chalicelib.free_sources.models import FreeSource
from chalicelib.free_sources.service import FreeSourceService
from chalicelib.games.models import ShelvedGame
from chalicelib.games.service.shelves import ShelfService
from chalicelib.library.service import LibraryService
from chalicelib.platform.cache import DASHBOARD_TTL_S, Cache, dashboard_key
from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Database
from chalicelib.platform.sessions import User
from chalicelib.preferences.models import HomePart, day_of, home_order
from chalicelib.preferences.service import PreferenceService
from chalicelib.recommendations.service import RecommendationService
from chalicelib.tracking.service.progress import ProgressService, items

ACTIVE_DOWNLOADS_TTL_S = 3  # how often the worker writes their numbers

#: They share one statement for their cards.
PARTS_OF_CARDS = (
    HomePart.CONTINUE_WATCHING,
    HomePart.RECOMMENDATIONS,
    HomePart.WATCH_LATER,
    HomePart.TRENDING,
    HomePart.RECENTLY_WATCHED,
)
MAX_RAILS = 6
MAX_RAIL_ITEMS = 12
MAX_LIST_ITEMS = 20
UPCOMING_DAYS = 28


@dataclass(frozen=True, slots=True)
class DashboardDependencies:
    """The services the page is assembled from."""

    catalog: CatalogService
    discover: DiscoverService
    progress: ProgressService
    downloads: DownloadService
    library: LibraryService
    free_sources: FreeSourceService
    calendar: CalendarService
    shelves: ShelfService
    preferences: PreferenceService
    recommendations: RecommendationService


@dataclass(frozen=True, slots=True)
class DashboardService:
    db: Database
    cache: Cache
    clock: Clock
    dependencies: DashboardDependencies

    def render(self, user: User) -> bytes:
        """The page as a serialized `Dashboard`."""
        is_short_lived = False

        def compute() -> bytes:
            nonlocal is_short_lived
            page = self.assemble(user)
            has_failed = any(state.has_failed for state in page.parts)
            is_short_lived = has_failed or page.counts.active_downloads > 0
            return page.model_dump_json().encode()

        return self.cache.get_or_compute(
            dashboard_key(user.id),
            str(user.id),
            lambda: ACTIVE_DOWNLOADS_TTL_S if is_short_lived else DASHBOARD_TTL_S,
            compute,
        )

    def assemble(self, user: User) -> Dashboard:
        """The present page, uncached; the cards of all widgets come from one statement."""
        dependencies = self.dependencies
        preferences = dependencies.preferences.get(user)
        today = day_of(self.clock(), preferences)
        parts = PartReader(frozenset(preferences.hidden_home_parts))
        featured: list[FeaturedTitle] = parts.read((), lambda: self._featured(user.id), [])
        lists = parts.read(
            (HomePart.WATCH_LATER, HomePart.RECENTLY_WATCHED, HomePart.TOTALS),
            lambda: self._lists(user.id),
            NO_LISTS,
            is_always_read=True,  # the layout shows its totals
        )
        continued = parts.read_list(
            HomePart.CONTINUE_WATCHING, lambda: dependencies.progress.entries(user.id)
        )
        rails = parts.read_list(
            HomePart.TRENDING, lambda: dependencies.discover.section_rows()[:MAX_RAILS]
        )
        recommended = parts.read_list(
            HomePart.RECOMMENDATIONS,
            lambda: dependencies.recommendations.explained(user.id, MAX_LIST_ITEMS),
        )
        shown = [
            *recommended,
            *(title.media_id for title in featured),
            *(row.media_id for row in continued),
            *lists.watch_later,
            *lists.recently_watched,
            *(media_id for rail in rails for media_id in rail.ids[:MAX_RAIL_ITEMS]),
        ]
        cards: dict[int, MediaCard] = parts.read(
            PARTS_OF_CARDS,
            lambda: dependencies.catalog.cards_by_id(user.id, shown),
            {},
            is_always_read=True,  # the billboard shows them
        )
        free_sources: dict[int, FreeSource] = parts.read(
            (),
            lambda: dependencies.free_sources.best(
                [title.media_id for title in featured if title.library_item_id is None]
            ),
            {},
        )
        games: list[tuple[GameStatus, ShelvedGame]] = parts.read(
            (HomePart.GAME_BACKLOG, HomePart.RECENTLY_PLAYED),
            lambda: dependencies.shelves.newest(user.id, MAX_RAIL_ITEMS),
            [],
        )

        def cards_of(ids: list[int]) -> list[MediaCard]:
            return [cards[media_id] for media_id in ids if media_id in cards]

        page = Dashboard(
            hero=hero_of(featured, cards, free_sources, today),
            continue_watching=items(continued, cards),
            watch_later=cards_of(lists.watch_later),
            active_downloads=parts.read_list(
                HomePart.ACTIVE_DOWNLOADS, lambda: dependencies.downloads.open_jobs(user)
            ),
            recommendations=cards_of(recommended),
            recently_added=parts.read_list(
                HomePart.RECENTLY_ADDED,
                lambda: dependencies.library.newest(user.id, limit=MAX_LIST_ITEMS),
            ),
            recently_watched=[
                RecentlyWatched(media=cards[media_id], watched_at=watched_at)
                for media_id, watched_at in zip(
                    lists.recently_watched, lists.recently_watched_at, strict=True
                )
                if media_id in cards
            ],
            upcoming=parts.read_list(HomePart.UPCOMING, lambda: self._upcoming(user.id, today)),
            game_backlog=backlog_of(games)[:MAX_RAIL_ITEMS],
            recently_played=recently_played_of(games)[:MAX_RAIL_ITEMS],
            rails=[
                Rail(slug=rail.slug, title=rail.title, items=cards_of(rail.ids[:MAX_RAIL_ITEMS]))
                for rail in rails
            ],
            counts=DashboardCounts(
                watch_later=lists.watch_later_total,
                library=lists.library_total,
                active_downloads=lists.active_downloads_total,
                unmatched=lists.unmatched_total,
                movies=lists.movies_total,
                shows=lists.shows_total,
                games=lists.games_total,
            ),
            parts=[],
        )
        return page.model_copy(update={"parts": parts.states(home_order(preferences))})

    def _featured(self, user_id: UUID) -> list[FeaturedTitle]:
        with self.db.read() as conn:
            return store.featured(conn, user_id=user_id)

    def _lists(self, user_id: UUID) -> DashboardLists:
        with self.db.read() as conn:
            return store.lists(
                conn, user_id=user_id, open_statuses=sorted(OPEN), limit=MAX_LIST_ITEMS
            )

    def _upcoming(self, user_id: UUID, today: date) -> list[UpcomingRelease]:
        """What comes out of the user's own titles in the next weeks."""
        days = self.dependencies.calendar.listed(
            user_id,
            DayRange(today, today + timedelta(days=UPCOMING_DAYS)),
            ReleaseFilter("mine"),
        )
        releases = [
            UpcomingRelease(day=day.date, release=entry)
            for day in days
            for entry in day.entries
            if not entry.seen
        ]
        return releases[:MAX_RAIL_ITEMS]
