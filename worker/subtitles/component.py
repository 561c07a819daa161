"""The subtitles of the stream gateway."""

from chalicelib.library.service.folders import LibraryFolderService
from chalicelib.platform.registry import get
from chalicelib.platform.settings import Settings
from chalicelib.subtitles.service import SubtitleService
from worker.gateway.routes import ItemRoute
from worker.scanner.roots import LiveRoots
from worker.subtitles.cache import SubtitleCache
from worker.subtitles.extraction import TrackExtractor
from worker.subtitles.handler import PATTERN, SubtitleHandler


def subtitle_route() -> ItemRoute:
    settings = get(Settings)
    cache = SubtitleCache(settings.data_dir / "subtitles")
    roots = LiveRoots(get(LibraryFolderService).roots, settings.download_dir)
    handler = SubtitleHandler(get(SubtitleService), roots, cache, TrackExtractor(cache))
    return ItemRoute(PATTERN, handler.answer)
