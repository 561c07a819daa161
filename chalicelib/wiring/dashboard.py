"""The home page and its parts: calendar, recommendations, statistics, preferences."""

from chalicelib.calendar.service import CalendarService
from chalicelib.calendar.service.feeds import CalendarFeedService
from chalicelib.calendar.service.month_cache import MonthReader
from chalicelib.catalog.service import CatalogService
from chalicelib.catch_up.service import CatchUpService
from chalicelib.dashboard.service import DashboardDependencies, DashboardService
from chalicelib.discover.service import DiscoverService
from chalicelib.downloads.service import DownloadService
from chalicelib.free_sources.service import FreeSourceService
from chalicelib.games.service.game_states import GameService
from chalicelib.games.service.shelves import ShelfService
from chalicelib.library.service import LibraryService
from chalicelib.platform.cache import Cache
from chalicelib.platform.clock import utc_now
from chalicelib.platform.db import Database
from chalicelib.platform.registry import get, register
from chalicelib.platform.settings import Settings
from chalicelib.preferences.service import PreferenceService
from chalicelib.recommendations.service import RecommendationService
from chalicelib.recommendations.service.dismissals import DismissalService
from chalicelib.recommendations.service.taste import TasteService
from chalicelib.recommendations.service.tonight import TonightService
from chalicelib.stats.service import ViewingStatsService
from chalicelib.tracking.service.plays import PlayService
from chalicelib.tracking.service.progress import ProgressService
from chalicelib.tracking.service.undo import UndoService
from chalicelib.wiring.catalog import catalog_dependencies


def wire() -> None:
    register(DashboardService, _dashboard)
    register(CatchUpService, lambda: CatchUpService(*catalog_dependencies(), get(UndoService)))
    register(
        CalendarService,
        lambda: CalendarService(
            get(Database),
            MonthReader(get(Database), get(Cache), utc_now),
            utc_now,
            get(CatalogService),
            get(CatchUpService),
        ),
    )
    register(
        CalendarFeedService,
        lambda: CalendarFeedService(get(Database), utc_now, get(CalendarService)),
    )
    register(PreferenceService, _preferences)
    register(RecommendationService, _recommendations)
    register(
        DismissalService,
        lambda: DismissalService(
            get(CatalogService), get(RecommendationService), get(PlayService), get(GameService)
        ),
    )
    register(
        TasteService,
        lambda: TasteService(
            get(Database), get(Cache), utc_now, get(CatalogService), get(UndoService)
        ),
    )
    register(
        TonightService,
        lambda: TonightService(
            get(Database),
            utc_now,
            get(CatalogService),
            get(RecommendationService),
            get(FreeSourceService),
        ),
    )
    register(
        ViewingStatsService,
        lambda: ViewingStatsService(get(Database), get(Cache), utc_now, get(CatalogService)),
    )


def _dashboard() -> DashboardService:
    dependencies = DashboardDependencies(
        get(CatalogService),
        get(DiscoverService),
        get(ProgressService),
        get(DownloadService),
        get(LibraryService),
        get(FreeSourceService),
        get(CalendarService),
        get(ShelfService),
        get(PreferenceService),
        get(RecommendationService),
    )
    return DashboardService(get(Database), get(Cache), utc_now, dependencies)


def _recommendations() -> RecommendationService:
    return RecommendationService(
        get(Database),
        get(Cache),
        utc_now,
        get(CatalogService),
        get(UndoService),
        lambda user_id: get(PreferenceService).region(user_id),
    )


def _preferences() -> PreferenceService:
    region = get(Settings).seen_metadata_region
    return PreferenceService(get(Database), utc_now, get(Cache), region)
