"""Downloads from torrent swarms; the only package that knows libtorrent."""

from worker.downloader.torrents.engine import TorrentEngine
from worker.downloader.torrents.session_settings import SessionOptions

__all__ = ["SessionOptions", "TorrentEngine"]
