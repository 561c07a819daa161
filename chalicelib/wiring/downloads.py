"""Downloads: jobs, settings, inspections, free sources, the leases of workers."""

from chalicelib.catalog.service import CatalogService
from chalicelib.download_settings.service import (
    CategoryService,
    ChosenFolderService,
    DownloadSettingsService,
    FolderService,
    QuotaService,
    WatchFolderOwner,
)
from chalicelib.downloads.service import (
    DownloadControl,
    DownloadService,
    SourceValidator,
    StatsService,
)
from chalicelib.free_sources.service import FreeSourceService
from chalicelib.inspections.service import InspectionQueue, InspectionService
from chalicelib.leases.service import (
    LeaseService,
    RelocationService,
    SeedingService,
    TrashService,
    WorkerService,
)
from chalicelib.library.service.folders import LibraryFolderService
from chalicelib.platform.cache import Cache
from chalicelib.platform.clock import new_id, utc_now
from chalicelib.platform.db import Database
from chalicelib.platform.registry import get, register
from chalicelib.platform.secret_box import PROXY_PASSWORD, SecretBox
from chalicelib.platform.settings import Settings
from chalicelib.providers.network_guard import NetworkGuard


def wire() -> None:
    register(SourceValidator, _source_validator)
    register(
        DownloadSettingsService,
        lambda: DownloadSettingsService(
            get(Database),
            get(Settings).download_max_active,
            SecretBox(get(Settings).seen_secret, PROXY_PASSWORD),
        ),
    )
    register(ChosenFolderService, _chosen_folders)
    register(FolderService, lambda: FolderService(get(Database), _download_roots))
    register(CategoryService, lambda: CategoryService(get(Database), new_id, _download_roots))
    register(QuotaService, lambda: QuotaService(get(Database), get(DownloadSettingsService)))
    register(WatchFolderOwner, lambda: WatchFolderOwner(get(Database), new_id))
    register(
        DownloadService,
        lambda: DownloadService(
            get(Database), get(Cache), new_id, get(SourceValidator), get(DownloadSettingsService)
        ),
    )
    register(
        DownloadControl,
        lambda: DownloadControl(
            get(Database),
            get(Cache),
            new_id,
            get(DownloadSettingsService),
            get(FolderService),
            get(CategoryService),
            get(DownloadService),
        ),
    )
    register(
        StatsService,
        lambda: StatsService(get(Database), get(DownloadSettingsService), get(FolderService)),
    )
    register(
        InspectionService,
        lambda: InspectionService(
            get(Database),
            new_id,
            get(SourceValidator),
            get(DownloadSettingsService),
            get(FolderService),
            get(CatalogService),
        ),
    )
    register(FreeSourceService, _free_sources)
    register(LeaseService, _leases)
    register(WorkerService, lambda: WorkerService(get(Database), get(Cache)))
    register(InspectionQueue, lambda: InspectionQueue(get(Database)))
    register(TrashService, lambda: TrashService(get(Database), get(DownloadSettingsService)))
    register(RelocationService, lambda: RelocationService(get(Database), get(Cache)))
    register(
        SeedingService,
        lambda: SeedingService(get(Database), get(Cache), get(DownloadSettingsService)),
    )


def _source_validator() -> SourceValidator:
    return SourceValidator(get(NetworkGuard), are_torrents_on=get(Settings).seen_torrents == "on")


def _chosen_folders() -> ChosenFolderService:
    settings = get(Settings)
    return ChosenFolderService(
        get(Database),
        utc_now,
        usual=str(settings.download_dir),
        data_dir=str(settings.data_dir),
        library=lambda: get(LibraryFolderService).paths(is_fresh=True),
    )


def _download_roots() -> tuple[str, ...]:
    settings = get(Settings)
    chosen = get(ChosenFolderService).chosen()
    usual = str(settings.download_dir)
    return tuple(dict.fromkeys((*chosen, usual, *map(str, settings.library_roots))))


def _free_sources() -> FreeSourceService:
    return FreeSourceService(
        get(Database),
        get(CatalogService),
        get(DownloadService),
        are_torrents_on=get(Settings).seen_torrents == "on",
    )


def _leases() -> LeaseService:
    settings = get(Settings)
    return LeaseService(
        get(Database),
        get(Cache),
        get(DownloadSettingsService),
        backoff_s=settings.download_retry_backoff,
    )
