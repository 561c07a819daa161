"""The composition root: the implementation of each service."""

import os
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from chalicelib.accounts.service.access_tokens import AccessTokens
from chalicelib.accounts.service.account import AccountService
from chalicelib.accounts.service.devices import DeviceService
from chalicelib.accounts.service.invitations import InvitationService
from chalicelib.accounts.service.known_devices import KnownDevices
from chalicelib.accounts.service.live_sessions import LiveSessions
from chalicelib.accounts.service.password_links import PasswordLinkService
from chalicelib.accounts.service.passwords import PasswordHasher
from chalicelib.accounts.service.registration import RegistrationService
from chalicelib.accounts.service.sessions import SessionService
from chalicelib.accounts.service.setup_code import SetupCode
from chalicelib.accounts.service.sign_in import SignInService
from chalicelib.accounts.service.sign_in_limits import SignInLimiter
from chalicelib.accounts.service.user_admin import UserAdminService
from chalicelib.admin.service.health import HealthService, http_answers
from chalicelib.admin.service.imports import ImportService
from chalicelib.admin.service.providers import ProviderHealthService
from chalicelib.artwork import proxy_urls
from chalicelib.artwork.service import TitlePictures
from chalicelib.calendar.service import CalendarService
from chalicelib.calendar.service.feeds import CalendarFeedService
from chalicelib.canon.service.carousels import CarouselService
from chalicelib.canon.service.read_api import ReadApi
from chalicelib.canon.service.write_api import WriteApi
from chalicelib.catalog.service import CatalogService
from chalicelib.catch_up.service import CATCH_UP, CatchUpService
from chalicelib.collections.service import CollectionService
from chalicelib.collections.service.own import OwnCollectionService
from chalicelib.collections.service.pages import CollectionPages
from chalicelib.collections.service.titles import CollectionContents
from chalicelib.collections.service.undo import SLICE as COLLECTIONS
from chalicelib.collections.service.undo import CollectionUndo
from chalicelib.converted_copies.service import CONVERTED_COPIES, ConvertedCopyService
from chalicelib.converted_copies.service.manifest import CopyManifestService
from chalicelib.converted_copies.service.preparation import CopyPreparer, CopyPreviewService
from chalicelib.converted_copies.service.requests import revert as revert_copies
from chalicelib.dashboard.service import DashboardDependencies, DashboardService
from chalicelib.devices.service import PlayDeviceService
from chalicelib.discover.service import DiscoverService
from chalicelib.download_playback.service import DownloadPlaybackService
from chalicelib.download_settings.service import (
    CategoryService,
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
from chalicelib.engagement.service import EngagementService, visit_counter_of
from chalicelib.enrichment.service import EnrichmentService
from chalicelib.exports.service import ExportService
from chalicelib.free_sources.service import FreeSourceService
from chalicelib.games.service.games import SLICE as GAMES
from chalicelib.games.service.games import GameService
from chalicelib.games.service.playthroughs import PlaythroughService
from chalicelib.games.service.shelves import ShelfService
from chalicelib.handover.service import HandoverService
from chalicelib.history_imports.service import HistoryImportService
from chalicelib.inspections.service import InspectionQueue, InspectionService
from chalicelib.leases.service import (
    LeaseService,
    RelocationService,
    SeedingService,
    TrashService,
    WorkerService,
)
from chalicelib.library.service import LibraryService
from chalicelib.library.service.folder_match import LIBRARY_MATCHES, FolderMatchService
from chalicelib.library.service.folders import LibraryFolderService
from chalicelib.library.service.outside import OutsideService
from chalicelib.library_imports.service import (
    LIBRARY_IMPORTS,
    LIBRARY_RENAMES,
    LibraryImportService,
)
from chalicelib.library_storage.service import LibraryStorageService
from chalicelib.library_titles.service import LibraryTitleService
from chalicelib.metadata.service.staleness import Freshener
from chalicelib.metadata.service.task_queue import MetadataTaskQueue
from chalicelib.metadata.service.writer import MetadataWriter
from chalicelib.notes.service import REVERTERS as NOTE_REVERTERS
from chalicelib.notes.service import NoteService
from chalicelib.people.service import PeopleService
from chalicelib.platform.allowed_hosts import AllowedHosts
from chalicelib.platform.cache import CATALOGUE, Cache
from chalicelib.platform.cache.rate_limits import RateCounters
from chalicelib.platform.cache.session_generations import SessionGenerations
from chalicelib.platform.cache.shared_generations import SharedGenerations
from chalicelib.platform.cache.shared_state import SharedState
from chalicelib.platform.clock import Clock, new_id, utc_now
from chalicelib.platform.db import Database
from chalicelib.platform.idempotency import IdempotencyKeys
from chalicelib.platform.network_guard import NetworkGuard
from chalicelib.platform.registry import get, register
from chalicelib.platform.request_limits import KEY_PREFIX, RequestLimiter
from chalicelib.platform.secret_box import (
    PROVIDER_KEYS,
    PROXY_PASSWORD,
    STORED_ANSWERS,
    SecretBox,
)
from chalicelib.platform.sessions import Authenticator
from chalicelib.platform.settings import Settings
from chalicelib.playback.models.presign import ObjectStore
from chalicelib.playback.service import PlaybackService
from chalicelib.playback.service.episode_subtitles import EpisodeSubtitleService
from chalicelib.playback.service.ffmpeg import can_convert
from chalicelib.playback.service.file_details import FileDetailsService
from chalicelib.playback.service.urls import StreamUrlBuilder, is_plain_file
from chalicelib.preferences.service import PreferenceService
from chalicelib.providers.configured import OPENSUBTITLES
from chalicelib.providers.key_ring import KeyRing
from chalicelib.recommendations.service import DISMISSALS, RecommendationService
from chalicelib.recommendations.service.taste import TASTE, TasteService
from chalicelib.recommendations.service.tonight import TonightService
from chalicelib.recycle_folder.service import RECYCLED_FILES, RecycleFolderService
from chalicelib.recycle_folder.service.journal import RecycleJournal
from chalicelib.scrobble.service import ScrobbleService
from chalicelib.segments.service import SEGMENTS, SegmentService
from chalicelib.segments.service import revert as revert_segments
from chalicelib.stats.service import ViewingStatsService
from chalicelib.subtitles.service import SUBTITLES, SubtitleService
from chalicelib.subtitles.service import revert as revert_subtitles
from chalicelib.subtitles.service.automatic_search import AutomaticSearchService
from chalicelib.subtitles.service.tasks import SubtitleTaskService
from chalicelib.title_edits.service import TITLE_EDITS, TitleEditService
from chalicelib.title_edits.service.pictures import TitlePictureService
from chalicelib.title_log.service import TitleLogService
from chalicelib.titles.service import TitleService
from chalicelib.tracking.service.bulk_plays import SelectedPlayService
from chalicelib.tracking.service.companions import CompanionAnswerService
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
from chalicelib.trickplay.service import TrickplayService
from chalicelib.watchlist.service.follows import FOLLOWS, WatchlistService
from chalicelib.watchlist.service.wanted import WANTED, WantedService

if TYPE_CHECKING:
    from chalicelib.library.service.provider_search import ProviderSearch
    from chalicelib.providers.live import LiveProviders


def wire() -> None:
    """Register the factory of every service. Idempotent: no service is built yet."""
    register(Settings, _settings)
    register(AllowedHosts, lambda: AllowedHosts.of(get(Settings)))
    register(Database, _database)
    register(Cache, _cache)
    register(RequestLimiter, _request_limiter)
    register(
        IdempotencyKeys,
        lambda: IdempotencyKeys(
            get(Database), SecretBox(get(Settings).seen_secret, STORED_ANSWERS)
        ),
    )

    _wire_accounts()
    register(HealthService, _health)
    register(ImportService, lambda: ImportService(get(Database), utc_now))
    register(
        ProviderHealthService,
        lambda: ProviderHealthService(get(Database), utc_now, get(KeyRing), _check_key),
    )
    register(KeyRing, _keys)
    register(
        EnrichmentService,
        lambda: EnrichmentService(
            get(Database),
            get(Cache),
            utc_now,
            get(KeyRing),
            get(MetadataTaskQueue),
            get(OutsideService),
        ),
    )

    register(CatalogService, lambda: CatalogService(get(Database), utc_now, get(Cache)))
    register(DiscoverService, _discover)
    register(EngagementService, _engagement)
    _register_tracking()
    register(LibraryService, _library)
    register(LibraryFolderService, _library_folders)
    register(FolderMatchService, _folder_matches)
    register(LibraryTitleService, _library_titles)
    _register_recycle_folder()
    register(LibraryImportService, _library_imports)
    register(
        LibraryStorageService,
        lambda: LibraryStorageService(
            get(Database), get(CatalogService), get(LibraryFolderService), get(Cache), utc_now
        ),
    )
    register(OutsideService, _outside)
    register(SegmentService, lambda: SegmentService(get(Database), utc_now, get(UndoService)))
    register(TrickplayService, lambda: TrickplayService(get(Database), utc_now))
    register(PlayDeviceService, lambda: PlayDeviceService(get(Database), utc_now, new_id))
    register(
        HandoverService,
        lambda: HandoverService(get(PlayDeviceService), get(SharedState), utc_now, new_id),
    )
    register(SharedState, lambda: SharedState(get(Settings).cache_url, "seen:v1:state"))
    register(PlaybackService, _playback)
    _register_copies()
    register(EpisodeSubtitleService, _episode_subtitles)

    _register_downloads()

    register(Freshener, _freshener)
    register(MetadataTaskQueue, lambda: MetadataTaskQueue(get(Database)))
    register(TitleService, _titles)
    register(ReadApi, _reading)
    register(WriteApi, lambda: WriteApi(get(Database), utc_now, get(Cache)))
    register(CarouselService, lambda: CarouselService(get(Database), get(Cache), get(ReadApi)))
    register(PeopleService, _people)
    _register_calendar()
    register(PreferenceService, _preferences)
    register(SubtitleService, _subtitles)
    register(SubtitleTaskService, _subtitle_tasks)
    register(AutomaticSearchService, _automatic_search)
    register(TitlePictures, lambda: TitlePictures(get(Database)))
    _register_personal()


def _register_copies() -> None:
    register(ConvertedCopyService, _converted_copies)
    register(CopyManifestService, _copy_manifests)
    register(CopyPreviewService, _copy_previews)
    register(CopyPreparer, _copy_preparer)


def _register_recycle_folder() -> None:
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


def _register_downloads() -> None:
    register(NetworkGuard, lambda: NetworkGuard(get(Settings).seen_download_allow))
    register(SourceValidator, _source_validator)
    register(
        DownloadSettingsService,
        lambda: DownloadSettingsService(
            get(Database),
            get(Settings).download_max_active,
            SecretBox(get(Settings).seen_secret, PROXY_PASSWORD),
        ),
    )
    register(FolderService, lambda: FolderService(get(Database), _download_roots()))
    register(CategoryService, lambda: CategoryService(get(Database), new_id, _download_roots()))
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
    register(DownloadPlaybackService, _download_playback)
    register(LeaseService, _leases)
    register(WorkerService, lambda: WorkerService(get(Database), get(Cache)))
    register(InspectionQueue, lambda: InspectionQueue(get(Database)))
    register(TrashService, lambda: TrashService(get(Database), get(DownloadSettingsService)))
    register(RelocationService, lambda: RelocationService(get(Database), get(Cache)))
    register(
        SeedingService,
        lambda: SeedingService(get(Database), get(Cache), get(DownloadSettingsService)),
    )


def _register_personal() -> None:
    register(TitleLogService, lambda: TitleLogService(get(Database), get(CatalogService)))
    register(ExportService, lambda: ExportService(get(Database), utc_now))
    register(DashboardService, _dashboard)
    register(RecommendationService, _recommendations)
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


def _register_collections() -> None:
    register(CollectionService, _collections)
    register(
        CollectionContents,
        lambda: CollectionContents(get(Database), get(Cache), get(CatalogService)),
    )
    register(CollectionPages, _collection_pages)
    register(OwnCollectionService, _own_collections)


def _register_tracking() -> None:
    register(ProgressService, lambda: ProgressService(*_tracking_dependencies()))
    register(PlayService, lambda: PlayService(*_tracking_dependencies()))
    register(
        SharedViewingService,
        lambda: SharedViewingService(*_tracking_dependencies(), get(UndoService), new_id),
    )
    register(
        CompanionAnswerService,
        lambda: CompanionAnswerService(
            get(Database), utc_now, get(SharedViewingService), get(ProgressService)
        ),
    )
    register(SelectedPlayService, lambda: SelectedPlayService(*_tracking_dependencies()))
    register(RatingService, lambda: RatingService(*_tracking_dependencies()))
    register(StatusService, lambda: StatusService(*_tracking_dependencies()))
    register(WatchedService, lambda: WatchedService(*_tracking_dependencies(), get(GameService)))
    register(WatchLaterService, lambda: WatchLaterService(*_tracking_dependencies()))
    register(
        ScrobbleService,
        lambda: ScrobbleService(get(Database), utc_now, get(ProgressService), get(PlayService)),
    )
    register(
        NoteService,
        lambda: NoteService(*_tracking_dependencies(), get(UndoService)),
    )
    register(
        HistoryImportService,
        lambda: HistoryImportService(get(Database), utc_now, new_id, get(CatalogService)),
    )
    register(MarkService, lambda: MarkService(get(CatalogService)))
    register(
        OwnTitlesService, lambda: OwnTitlesService(get(Database), utc_now, get(CatalogService))
    )
    register(UndoService, _undo)
    register(
        TitleEditService,
        lambda: TitleEditService(*_tracking_dependencies(), get(UndoService)),
    )
    register(
        TitlePictureService,
        lambda: TitlePictureService(
            get(CatalogService),
            MetadataWriter(get(Database), get(Cache), utc_now),
            lru_cache(maxsize=1)(_live_providers),
        ),
    )
    _register_games()
    _register_collections()
    register(
        WatchlistService,
        lambda: WatchlistService(*_tracking_dependencies(), get(UndoService)),
    )
    register(WantedService, lambda: WantedService(*_tracking_dependencies(), get(UndoService)))


def _register_games() -> None:
    register(GameService, lambda: GameService(*_tracking_dependencies(), get(UndoService)))
    register(PlaythroughService, lambda: PlaythroughService(utc_now, get(GameService)))
    register(ShelfService, lambda: ShelfService(get(Database), get(CatalogService)))


def _tracking_dependencies() -> tuple[Database, Cache, Clock, CatalogService]:
    return get(Database), get(Cache), utc_now, get(CatalogService)


def _wire_accounts() -> None:
    register(SessionGenerations, lambda: SessionGenerations(SharedGenerations(_board())))
    register(LiveSessions, _live_sessions)
    register(Authenticator, lambda: get(LiveSessions))  # type: ignore[type-abstract]
    register(PasswordHasher, PasswordHasher)
    register(SessionService, _sessions)
    register(SignInLimiter, _sign_in_limiter)
    register(KnownDevices, lambda: KnownDevices(get(Settings).seen_secret))
    register(RegistrationService, _registration)
    register(SignInService, _sign_in)
    register(AccountService, _account)
    register(DeviceService, lambda: DeviceService(get(Database), get(SessionService)))
    register(UserAdminService, lambda: UserAdminService(get(Database), get(SessionService)))
    register(InvitationService, _invitations)
    register(PasswordLinkService, _password_links)


def _settings() -> Settings:
    settings = Settings.from_env(os.environ)
    proxy_urls.set_url_mode(settings.seen_artwork)
    return settings


def _keys() -> KeyRing:
    settings = get(Settings)
    return KeyRing(get(Database), settings, SecretBox(settings.seen_secret, PROVIDER_KEYS), utc_now)


def _check_key(provider: str, settings: Settings) -> tuple[str | None, int]:
    from chalicelib.providers.key_check import KeyChecker  # noqa: PLC0415  # cold starts: rarely needed

    return KeyChecker(get(Database), utc_now).check(provider, settings)


def _database() -> Database:
    settings = get(Settings)
    return Database(settings.database_url.get_secret_value(), settings.db_max_connections)


def _cache() -> Cache:
    url, board = get(Settings).cache_url, _board()
    return Cache(
        url.get_secret_value() if url else None, SharedGenerations(board) if board else None
    )


def _request_limiter() -> RequestLimiter:
    settings = get(Settings)
    return RequestLimiter(
        RateCounters(settings.cache_url, KEY_PREFIX),
        RateCounters(None, KEY_PREFIX),
        writes=settings.seen_write_limit,
        searches=settings.seen_search_limit,
        anonymous=settings.seen_anonymous_limit,
    )


def _board() -> Path | None:
    """The memory that processes share; set by the supervisor, which runs every one of them."""
    board = os.environ.get("SEEN_CACHE_BOARD")
    return Path(board) if board else None


def _live_sessions() -> LiveSessions:
    tokens = AccessTokens(get(Settings).seen_secret, utc_now)
    return LiveSessions(get(Database), tokens, utc_now, get(SessionGenerations))


def _sessions() -> SessionService:
    live = get(LiveSessions)
    return SessionService(get(Database), live.tokens, live, utc_now, new_id)


def _sign_in_limiter() -> SignInLimiter:
    settings = get(Settings)
    return SignInLimiter(settings.cache_url, settings.seen_secret)


def _registration() -> RegistrationService:
    settings = get(Settings)
    return RegistrationService(
        get(Database),
        get(PasswordHasher),
        get(SignInLimiter),
        get(SessionService),
        settings.seen_registration,
        SetupCode(
            settings.seen_secret, settings.seen_setup_code, is_needed=settings.needs_setup_code
        ),
    )


def _sign_in() -> SignInService:
    return SignInService(
        get(Database),
        get(PasswordHasher),
        get(SignInLimiter),
        get(KnownDevices),
        get(SessionService),
    )


def _account() -> AccountService:
    return AccountService(
        get(Database), get(PasswordHasher), get(SignInLimiter), get(SessionService)
    )


def _invitations() -> InvitationService:
    return InvitationService(
        get(Database), get(PasswordHasher), get(SignInLimiter), get(SessionService)
    )


def _password_links() -> PasswordLinkService:
    return PasswordLinkService(
        get(Database), get(PasswordHasher), get(SignInLimiter), get(SessionService)
    )


def _health() -> HealthService:
    url = get(Settings).s3_endpoint_url
    answers = None if url is None else (lambda: http_answers(url))
    return HealthService(get(Database), get(Cache), answers, utc_now)


def _source_validator() -> SourceValidator:
    return SourceValidator(get(NetworkGuard), are_torrents_on=get(Settings).seen_torrents == "on")


def _download_roots() -> tuple[str, ...]:
    settings = get(Settings)
    roots = (str(settings.download_dir), *(str(root) for root in settings.library_roots))
    return tuple(dict.fromkeys(roots))


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


def _library() -> LibraryService:
    return LibraryService(
        get(Database),
        get(CatalogService),
        get(Cache),
        utc_now,
        new_id,
        roots=get(LibraryFolderService).paths,
    )


def _folder_matches() -> FolderMatchService:
    downloads = str(get(Settings).download_dir)
    return FolderMatchService(
        get(Database),
        get(CatalogService),
        get(LibraryService),
        get(UndoService),
        utc_now,
        roots=lambda: (downloads, *get(LibraryFolderService).paths()),
    )


def _outside() -> OutsideService:
    return OutsideService(
        get(CatalogService),
        MetadataWriter(get(Database), get(Cache), utc_now),
        lru_cache(maxsize=1)(_provider_search),
    )


def _provider_search() -> "ProviderSearch":
    from chalicelib.library.service.provider_search import ProviderSearch  # noqa: PLC0415  # cold starts: rarely needed

    return ProviderSearch(_live_providers())


def _live_providers() -> "LiveProviders":
    from chalicelib.providers.live import LiveProviders, ProviderHolder  # noqa: PLC0415  # cold starts: rarely needed
    from chalicelib.providers.registry import Providers  # noqa: PLC0415

    db = get(Database)
    holder = ProviderHolder(get(KeyRing), lambda settings: Providers.from_settings(settings, db))
    return LiveProviders(holder)


def _library_titles() -> LibraryTitleService:
    return LibraryTitleService(
        get(Database),
        get(CatalogService),
        get(LibraryService),
        get(Cache),
        utc_now,
        roots=get(LibraryFolderService).paths,
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


def _library_folders() -> LibraryFolderService:
    settings = get(Settings)
    roots = [str(root) for root in settings.library_roots]
    return LibraryFolderService(
        get(Database),
        utc_now,
        roots,
        str(settings.data_dir),
        pushes=settings.seen_push if ObjectStore.of_settings(settings) else "off",
    )


def _playback() -> PlaybackService:
    settings = get(Settings)
    url_builder = StreamUrlBuilder(
        secret=settings.seen_secret,
        objects=ObjectStore.of_settings(settings),
        source=settings.seen_playback_source,
        public_url=settings.seen_public_url,
        stream_url=settings.seen_stream_url,
        store_url=settings.s3_public_url,
        is_there=is_plain_file,
    )
    return PlaybackService(
        get(Database),
        get(ProgressService),
        url_builder,
        utc_now,
        get(SegmentService),
        get(TrickplayService),
        get(SubtitleService),
        get(PlayDeviceService),
        can_convert,
        lambda item_ids: get(ConvertedCopyService).ready(item_ids),
    )


def _keeps_copies(settings: Settings) -> bool:
    return ObjectStore.of_settings(settings) is not None and settings.seen_push != "off"


def _copy_previews() -> CopyPreviewService:
    settings = get(Settings)
    return CopyPreviewService(
        get(Database),
        FileDetailsService(get(Database)),
        get(LibraryFolderService),
        has_store=_keeps_copies(settings),
        quota_bytes=settings.seen_converted_gb * 10**9,
    )


def _copy_preparer() -> CopyPreparer:
    quota_bytes = get(Settings).seen_converted_gb * 10**9
    details = FileDetailsService(get(Database))
    return CopyPreparer(get(Database), utc_now, new_id, details, quota_bytes)


def _converted_copies() -> ConvertedCopyService:
    settings = get(Settings)
    return ConvertedCopyService(
        get(Database),
        utc_now,
        new_id,
        FileDetailsService(get(Database)),
        get(UndoService),
        has_store=_keeps_copies(settings),
        quota_bytes=settings.seen_converted_gb * 10**9,
    )


def _copy_manifests() -> CopyManifestService:
    settings = get(Settings)
    return CopyManifestService(
        get(Database),
        utc_now,
        settings.seen_secret,
        ObjectStore.of_settings(settings),
        settings.s3_public_url,
    )


def _episode_subtitles() -> EpisodeSubtitleService:
    return EpisodeSubtitleService(
        get(Database), get(PlaybackService), get(PreferenceService), utc_now
    )


def _download_playback() -> DownloadPlaybackService:
    settings = get(Settings)
    return DownloadPlaybackService(
        get(DownloadService),
        get(DownloadControl),
        settings.seen_secret,
        settings.seen_stream_url or settings.seen_public_url,
        utc_now,
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


def _own_collections() -> OwnCollectionService:
    return OwnCollectionService(
        get(Database), utc_now, get(CatalogService), get(CollectionContents), get(UndoService)
    )


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


def _recommendations() -> RecommendationService:
    return RecommendationService(
        get(Database), get(Cache), utc_now, get(CatalogService), get(UndoService)
    )


def _preferences() -> PreferenceService:
    region = get(Settings).seen_metadata_region
    return PreferenceService(get(Database), utc_now, get(Cache), region)


def _subtitle_tasks() -> SubtitleTaskService:
    keys = get(KeyRing)
    return SubtitleTaskService(
        get(Database), utc_now, new_id, lambda: OPENSUBTITLES in keys.usable()
    )


def _automatic_search() -> AutomaticSearchService:
    chosen, keys = get(Settings).seen_find_subtitles, get(KeyRing)
    return AutomaticSearchService(
        get(Database),
        utc_now,
        None if chosen is None else chosen == "on",
        lambda: OPENSUBTITLES in keys.usable(),
    )


def _subtitles() -> SubtitleService:
    return SubtitleService(get(Database), get(PreferenceService), utc_now, new_id, get(UndoService))


def _titles() -> TitleService:
    return TitleService(
        get(Database),
        get(CatalogService),
        get(ProgressService),
        get(LibraryService),
        get(Freshener),
        get(DownloadService).running_of_title,
        get(FreeSourceService).of_title,
        get(PreferenceService).region,
    )


def _register_calendar() -> None:
    register(CatchUpService, lambda: CatchUpService(*_tracking_dependencies(), get(UndoService)))
    register(
        CalendarService,
        lambda: CalendarService(
            get(Database), get(Cache), utc_now, get(CatalogService), get(CatchUpService)
        ),
    )
    register(
        CalendarFeedService,
        lambda: CalendarFeedService(get(Database), utc_now, get(CalendarService)),
    )


def _people() -> PeopleService:
    return PeopleService(get(Database), get(CatalogService), get(Freshener))


def _freshener() -> Freshener:
    settings = get(Settings)
    return Freshener(
        get(Database),
        utc_now,
        get(KeyRing).usable,
        settings.seen_lazy_budget_ms / 1000,
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


def _reading() -> ReadApi:
    return ReadApi(
        get(Database),
        get(CatalogService),
        get(CollectionService),
        get(EngagementService),
        get(Freshener),
    )
