"""The catalogue and what is made of it: titles, people, collections, rails, the open API."""

from chalicelib.artwork.service import TitlePictures
from chalicelib.canon.service.carousels import CarouselService
from chalicelib.canon.service.read_api import ReadApi
from chalicelib.canon.service.write_api import WriteApi
from chalicelib.catalog.service import CatalogService
from chalicelib.collections.service import CollectionService
from chalicelib.collections.service.collection_pages import CollectionPages
from chalicelib.collections.service.collection_titles import CollectionContents
from chalicelib.collections.service.user_collections import UserCollectionService
from chalicelib.discover.service import DiscoverService
from chalicelib.downloads.service import DownloadService
from chalicelib.engagement.service import EngagementService, visit_counter_of
from chalicelib.free_sources.service import FreeSourceService
from chalicelib.library.service import LibraryService
from chalicelib.metadata.service.staleness import Refresher
from chalicelib.people.service import PeopleService
from chalicelib.platform.cache import Cache
from chalicelib.platform.clock import Clock, utc_now
from chalicelib.platform.db import Database
from chalicelib.platform.registry import get, register
from chalicelib.platform.settings import Settings
from chalicelib.preferences.service import PreferenceService
from chalicelib.title_log.service import TitleLogService
from chalicelib.titles.service import TitleService
from chalicelib.tracking.service.progress import ProgressService
from chalicelib.tracking.service.undo import UndoService


def wire() -> None:
    register(CatalogService, _catalog)
    register(TitlePictures, lambda: TitlePictures(get(Database)))
    register(TitleService, _titles)
    register(TitleLogService, lambda: TitleLogService(get(Database), get(CatalogService)))
    register(PeopleService, _people)
    register(CollectionService, _collections)
    register(
        CollectionContents,
        lambda: CollectionContents(get(Database), get(Cache), get(CatalogService)),
    )
    register(CollectionPages, _collection_pages)
    register(UserCollectionService, _own_collections)
    register(DiscoverService, _discover)
    register(EngagementService, _engagement)
    register(ReadApi, _reading)
    register(WriteApi, lambda: WriteApi(get(Database), utc_now, get(Cache)))
    register(CarouselService, lambda: CarouselService(get(Database), get(Cache), get(ReadApi)))


def catalog_dependencies() -> tuple[Database, Cache, Clock, CatalogService]:
    return get(Database), get(Cache), utc_now, get(CatalogService)


def _catalog() -> CatalogService:
    return CatalogService(
        get(Database),
        utc_now,
        get(Cache),
        lambda user_id: get(PreferenceService).language(user_id),
    )


def _titles() -> TitleService:
    return TitleService(
        get(Database),
        get(CatalogService),
        get(ProgressService),
        get(LibraryService),
        get(Refresher),
        get(DownloadService).running_of_title,
        get(FreeSourceService).of_title,
        get(PreferenceService).region,
    )


def _people() -> PeopleService:
    return PeopleService(get(Database), get(CatalogService), get(Refresher))


def _collections() -> CollectionService:
    return CollectionService(get(Database), get(Cache), get(CatalogService))


def _collection_pages() -> CollectionPages:
    return CollectionPages(
        get(Database),
        get(CatalogService),
        get(EngagementService),
        get(CollectionService),
        get(CollectionContents),
    )


def _own_collections() -> UserCollectionService:
    return UserCollectionService(
        get(Database), utc_now, get(CatalogService), get(CollectionContents), get(UndoService)
    )


def _discover() -> DiscoverService:
    return DiscoverService(
        get(Database),
        get(Cache),
        get(CatalogService),
        lambda slug: get(CollectionService).contents(slug),
    )


def _engagement() -> EngagementService:
    settings = get(Settings)
    counter = visit_counter_of(
        settings.seen_engagement,
        get(Database),
        settings.seen_engagement_table,
        settings.seen_engagement_region,
    )
    return EngagementService(get(Database), counter, utc_now, settings.seen_secret)


def _reading() -> ReadApi:
    return ReadApi(
        get(Database),
        get(CatalogService),
        get(CollectionService),
        get(EngagementService),
        get(Refresher),
    )
