"""The engine of each source type. To add one: a line here."""

from chalicelib.downloads.models import SourceType
from chalicelib.platform.settings import Settings
from chalicelib.providers.network_guard import NetworkGuard
from worker.downloader.engine import OnUpdate, SourceEngine
from worker.downloader.http import HttpEngine


def make_engines(
    settings: Settings, guard: NetworkGuard, on_update: OnUpdate
) -> dict[SourceType, SourceEngine]:
    http = HttpEngine(guard, on_update=on_update, archive_url=settings.seen_archive_url.rstrip("/"))
    engines: dict[SourceType, SourceEngine] = {SourceType.DIRECT: http, SourceType.HTTP: http}
    if settings.seen_torrents == "on":
        # Imported only where torrents are on: a server without them needs no libtorrent.
        from worker.downloader.torrents import SessionOptions, TorrentEngine  # noqa: PLC0415

        options = SessionOptions(port=settings.seen_torrent_port)
        torrents = TorrentEngine(guard, options, on_update=on_update)
        engines |= {SourceType.MAGNET: torrents, SourceType.TORRENT: torrents}
    return engines
