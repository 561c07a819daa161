"""Playback: streams, converted copies, subtitles, segments, devices."""

from chalicelib.catalog.service import CatalogService
from chalicelib.converted_copies.service import ConvertedCopyService
from chalicelib.converted_copies.service.manifest import CopyManifestService
from chalicelib.converted_copies.service.preparation import CopyPreparer, CopyPreviewService
from chalicelib.devices.service import PlayDeviceService
from chalicelib.download_playback.service import DownloadPlaybackService
from chalicelib.downloads.service import DownloadControl, DownloadService
from chalicelib.handover.service import HandoverService
from chalicelib.library.service.folders import LibraryFolderService
from chalicelib.platform.cache.shared_state import SharedState
from chalicelib.platform.clock import new_id, utc_now
from chalicelib.platform.db import Database
from chalicelib.platform.registry import get, register
from chalicelib.platform.settings import Settings
from chalicelib.playback.models.presigned_urls import ObjectStore
from chalicelib.playback.service import PlaybackService
from chalicelib.playback.service.episode_subtitles import EpisodeSubtitleService
from chalicelib.playback.service.ffmpeg_discovery import can_convert
from chalicelib.playback.service.file_details import FileDetailsService
from chalicelib.playback.service.stream_urls import StreamUrlBuilder, is_plain_file
from chalicelib.preferences.service import PreferenceService
from chalicelib.providers.configured_providers import OPENSUBTITLES
from chalicelib.providers.key_ring import KeyRing
from chalicelib.segments.service import SegmentService
from chalicelib.subtitles.service import SubtitleService
from chalicelib.subtitles.service.automatic_search import AutomaticSearchService
from chalicelib.subtitles.service.tasks import SubtitleTaskService
from chalicelib.tracking.service.progress import ProgressService
from chalicelib.tracking.service.undo import UndoService
from chalicelib.trickplay.service import TrickplayService


def wire() -> None:
    register(SegmentService, lambda: SegmentService(get(Database), utc_now, get(UndoService)))
    register(TrickplayService, lambda: TrickplayService(get(Database), utc_now))
    register(PlayDeviceService, lambda: PlayDeviceService(get(Database), utc_now, new_id))
    register(
        HandoverService,
        lambda: HandoverService(get(PlayDeviceService), get(SharedState), utc_now, new_id),
    )
    register(PlaybackService, _playback)
    register(EpisodeSubtitleService, _episode_subtitles)
    register(ConvertedCopyService, _converted_copies)
    register(CopyManifestService, _copy_manifests)
    register(CopyPreviewService, _copy_previews)
    register(CopyPreparer, _copy_preparer)
    register(SubtitleService, _subtitles)
    register(SubtitleTaskService, _subtitle_tasks)
    register(AutomaticSearchService, _automatic_search)
    register(DownloadPlaybackService, _download_playback)


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
        get(CatalogService).presenter.titles,
    )


def _episode_subtitles() -> EpisodeSubtitleService:
    return EpisodeSubtitleService(
        get(Database), get(PlaybackService), get(PreferenceService), utc_now
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


def _subtitles() -> SubtitleService:
    return SubtitleService(get(Database), get(PreferenceService), utc_now, new_id, get(UndoService))


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


def _download_playback() -> DownloadPlaybackService:
    settings = get(Settings)
    return DownloadPlaybackService(
        get(DownloadService),
        get(DownloadControl),
        get(CatalogService),
        get(ProgressService),
        settings.seen_secret,
        settings.seen_stream_url or settings.seen_public_url,
        utc_now,
    )
