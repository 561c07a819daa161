"""What a person watched, played, rated, noted and wants; undo of their changes."""

from functools import lru_cache

from chalicelib.catalog.service import CatalogService
from chalicelib.catch_up.service import CATCH_UP, CatchUpService
from chalicelib.collections.service.collection_undo import SLICE as COLLECTIONS
from chalicelib.collections.service.collection_undo import CollectionUndo
from chalicelib.converted_copies.service import CONVERTED_COPIES
from chalicelib.converted_copies.service.copy_requests import revert as revert_copies
from chalicelib.games.service.game_states import SLICE as GAMES
from chalicelib.games.service.game_states import GameService
from chalicelib.games.service.playthroughs import PlaythroughService
from chalicelib.games.service.shelves import ShelfService
from chalicelib.history_imports.service import HistoryImportService
from chalicelib.library.service import LibraryService
from chalicelib.library.service.folder_match import LIBRARY_MATCHES, FolderMatchService
from chalicelib.library_imports.service import (
    LIBRARY_IMPORTS,
    LIBRARY_RENAMES,
    LibraryImportService,
)
from chalicelib.metadata.service.metadata_writer import MetadataWriter
from chalicelib.notes.service import REVERTERS as NOTE_REVERTERS
from chalicelib.notes.service import NoteService
from chalicelib.platform.cache import CATALOGUE, Cache
from chalicelib.platform.clock import new_id, utc_now
from chalicelib.platform.db import Database
from chalicelib.platform.registry import get, register
from chalicelib.recommendations.service import DISMISSALS, RecommendationService
from chalicelib.recommendations.service.taste import TASTE, TasteService
from chalicelib.recycle_folder.service import RECYCLED_FILES, RecycleFolderService
from chalicelib.scrobble.service import ScrobbleService
from chalicelib.segments.service import SEGMENTS
from chalicelib.segments.service import revert as revert_segments
from chalicelib.subtitles.service import SUBTITLES
from chalicelib.subtitles.service import revert as revert_subtitles
from chalicelib.title_edits.service import TITLE_EDITS, TitleEditService
from chalicelib.title_edits.service.picture_choices import TitlePictureService
from chalicelib.tracking.service.bulk_plays import SelectedPlayService
from chalicelib.tracking.service.companion_answers import CompanionAnswerService
from chalicelib.tracking.service.marks import MarkService
from chalicelib.tracking.service.own_titles import OwnTitlesService
from chalicelib.tracking.service.plays import PlayService
from chalicelib.tracking.service.progress import ProgressService
from chalicelib.tracking.service.ratings import RatingService
from chalicelib.tracking.service.shared_viewings import (
    SHARED_VIEWINGS,
    SharedViewingService,
    people_of,
    revert_shared_viewings,
)
from chalicelib.tracking.service.statuses import StatusService
from chalicelib.tracking.service.undo import Reverter, UndoService
from chalicelib.tracking.service.watch_later import WatchLaterService
from chalicelib.tracking.service.watched import WatchedService
from chalicelib.watchlist.service.follows import FOLLOWS, WatchlistService
from chalicelib.watchlist.service.wanted import WANTED, WantedService
from chalicelib.wiring.catalog import catalog_dependencies
from chalicelib.wiring.metadata import live_providers


def wire() -> None:
    register(ProgressService, lambda: ProgressService(*catalog_dependencies()))
    register(PlayService, lambda: PlayService(*catalog_dependencies()))
    register(
        SharedViewingService,
        lambda: SharedViewingService(*catalog_dependencies(), get(UndoService), new_id),
    )
    register(
        CompanionAnswerService,
        lambda: CompanionAnswerService(
            get(Database), utc_now, get(SharedViewingService), get(ProgressService)
        ),
    )
    register(SelectedPlayService, lambda: SelectedPlayService(*catalog_dependencies()))
    register(RatingService, lambda: RatingService(*catalog_dependencies()))
    register(StatusService, lambda: StatusService(*catalog_dependencies()))
    register(WatchedService, lambda: WatchedService(*catalog_dependencies(), get(GameService)))
    register(WatchLaterService, lambda: WatchLaterService(*catalog_dependencies()))
    register(
        ScrobbleService,
        lambda: ScrobbleService(get(Database), utc_now, get(ProgressService), get(PlayService)),
    )
    register(
        NoteService,
        lambda: NoteService(*catalog_dependencies(), get(UndoService)),
    )
    register(
        HistoryImportService,
        lambda: HistoryImportService(get(Database), utc_now, new_id, get(CatalogService)),
    )
    register(MarkService, lambda: MarkService(get(CatalogService)))
    register(
        OwnTitlesService, lambda: OwnTitlesService(get(Database), utc_now, get(CatalogService))
    )
    register(
        TitleEditService,
        lambda: TitleEditService(*catalog_dependencies(), get(UndoService)),
    )
    register(
        TitlePictureService,
        lambda: TitlePictureService(
            get(CatalogService),
            MetadataWriter(get(Database), get(Cache), utc_now),
            lru_cache(maxsize=1)(live_providers),
        ),
    )
    register(GameService, lambda: GameService(*catalog_dependencies(), get(UndoService)))
    register(PlaythroughService, lambda: PlaythroughService(utc_now, get(GameService)))
    register(ShelfService, lambda: ShelfService(get(Database), get(CatalogService)))
    register(
        WatchlistService,
        lambda: WatchlistService(*catalog_dependencies(), get(UndoService)),
    )
    register(WantedService, lambda: WantedService(*catalog_dependencies(), get(UndoService)))
    register(UndoService, _undo)


def _undo() -> UndoService:
    reverters: dict[str, Reverter] = {
        COLLECTIONS: CollectionUndo(utc_now).revert,
        GAMES: lambda *change: get(GameService).revert(*change),
        LIBRARY_MATCHES: lambda *change: get(FolderMatchService).revert(*change),
        LIBRARY_RENAMES: lambda *change: get(LibraryImportService).revert(*change),
        LIBRARY_IMPORTS: lambda *change: get(LibraryImportService).revert_import(*change),
        **NOTE_REVERTERS,
        CATCH_UP: lambda *change: get(CatchUpService).revert(*change),
        TITLE_EDITS: lambda *change: get(TitleEditService).revert(*change),
        DISMISSALS: lambda *change: get(RecommendationService).revert(*change),
        RECYCLED_FILES: lambda *change: get(RecycleFolderService).revert(*change),
        TASTE: lambda *change: get(TasteService).revert(*change),
        FOLLOWS: lambda *change: get(WatchlistService).revert(*change),
        CONVERTED_COPIES: revert_copies,
        SEGMENTS: revert_segments,
        SHARED_VIEWINGS: revert_shared_viewings,
        SUBTITLES: revert_subtitles,
        WANTED: lambda *change: get(WantedService).revert(*change),
    }
    followers = {
        LIBRARY_MATCHES: lambda: get(LibraryService).invalidate_caches(),
        LIBRARY_IMPORTS: lambda: get(LibraryService).invalidate_caches(),
        RECYCLED_FILES: lambda: get(LibraryService).invalidate_caches(),
        TITLE_EDITS: lambda: get(Cache).invalidate(CATALOGUE),
    }
    concerned = {
        LIBRARY_MATCHES: lambda changed: get(FolderMatchService).users_of(changed),
        SHARED_VIEWINGS: people_of,
    }
    return UndoService(get(Database), get(Cache), utc_now, reverters, concerned, followers)
