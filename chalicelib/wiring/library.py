"""The library: folders, files, imports, storage, the recycle folder."""

from chalicelib.catalog.service import CatalogService
from chalicelib.download_settings.service import (
    ChosenFolderService,
    DownloadSettingsService,
    FolderService,
)
from chalicelib.library.service import LibraryService
from chalicelib.library.service.folder_match import FolderMatchService
from chalicelib.library.service.folders import LibraryFolderService
from chalicelib.library.service.scans import ScanService
from chalicelib.library_imports.service import LibraryImportService
from chalicelib.library_storage.service import LibraryStorageService
from chalicelib.library_titles.service import LibraryTitleService
from chalicelib.platform.cache import Cache
from chalicelib.platform.clock import new_id, utc_now
from chalicelib.platform.db import Connection, Database
from chalicelib.platform.registry import get, register
from chalicelib.platform.settings import Settings
from chalicelib.playback.models.presigned_urls import ObjectStore
from chalicelib.recycle_folder.service import RecycleFolderService
from chalicelib.recycle_folder.service.journal import RecycleJournal
from chalicelib.tracking.service.undo import UndoService


def wire() -> None:
    register(LibraryService, _library)
    register(LibraryFolderService, _library_folders)
    register(
        ScanService,
        lambda: ScanService(get(Database), utc_now, new_id, get(LibraryFolderService), _has_worker),
    )
    register(FolderMatchService, _folder_matches)
    register(LibraryTitleService, _library_titles)
    register(
        RecycleFolderService,
        lambda: RecycleFolderService(
            get(Database),
            get(LibraryService),
            get(UndoService),
            get(DownloadSettingsService),
            utc_now,
        ),
    )
    register(
        RecycleJournal,
        lambda: RecycleJournal(get(Database), get(DownloadSettingsService), utc_now),
    )
    register(LibraryImportService, _library_imports)
    register(
        LibraryStorageService,
        lambda: LibraryStorageService(
            get(Database), get(CatalogService), get(LibraryFolderService), get(Cache), utc_now
        ),
    )


def _library() -> LibraryService:
    return LibraryService(get(Database), get(CatalogService), get(Cache), utc_now)


def _has_worker(conn: Connection) -> bool:
    """As the downloads page sees it."""
    return bool(get(FolderService).alive_workers(conn))


def _library_folders() -> LibraryFolderService:
    settings = get(Settings)
    roots = [str(root) for root in settings.library_roots]
    return LibraryFolderService(
        get(Database),
        utc_now,
        roots,
        str(settings.data_dir),
        has_worker=_has_worker,
        pushes=settings.seen_push if ObjectStore.of_settings(settings) else "off",
    )


def _folder_matches() -> FolderMatchService:
    usual = str(get(Settings).download_dir)
    return FolderMatchService(
        get(Database),
        get(CatalogService),
        get(LibraryService),
        get(UndoService),
        utc_now,
        roots=lambda: (
            usual,
            *get(ChosenFolderService).chosen(),
            *get(LibraryFolderService).paths(),
        ),
    )


def _library_titles() -> LibraryTitleService:
    return LibraryTitleService(
        get(Database),
        get(CatalogService),
        get(LibraryService),
        get(Cache),
        utc_now,
        get(LibraryFolderService),
    )


def _library_imports() -> LibraryImportService:
    return LibraryImportService(
        get(Database),
        get(CatalogService),
        get(LibraryService),
        get(DownloadSettingsService),
        get(RecycleFolderService),
        get(UndoService),
        utc_now,
        new_id,
        roots=get(LibraryFolderService).roots,
    )
