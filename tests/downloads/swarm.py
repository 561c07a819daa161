"""Seeds and trackers on this machine."""

from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import libtorrent as lt

from chalicelib.providers.network_guard import NetworkGuard
from tests.downloads.data import bencode
from tests.file_server import Page
from tests.waiting import wait_until
from worker.downloader.torrents import SessionOptions

LOOPBACK = NetworkGuard((ip_network("127.0.0.0/8"),))


LOOPBACK_ONLY = SessionOptions(
    address="127.0.0.1",
    finds_peers=False,
    reconnect_s=1,
    is_open_at_once=True,
    status_interval_s=0.05,
    maintenance_interval_s=0.1,
)


ISOLATED_SESSION = {
    "enable_dht": False,
    "enable_lsd": False,
    "enable_upnp": False,
    "enable_natpmp": False,
    "listen_interfaces": "127.0.0.1:0",
    "alert_mask": 0,
    "allow_multiple_connections_per_ip": True,  # a killed peer and its successor
}


class Seed:
    """A libtorrent session of its own that seeds files."""

    def __init__(self, folder: Path, **settings: Any) -> None:
        self.folder = folder
        self.session = lt.session({**ISOLATED_SESSION, **settings})
        self.port = wait_until(self.session.listen_port)

    def offer(
        self,
        files: dict[str, bytes],
        *,
        piece: int = 64 * 1024,
        name: str = "show",
        tracker: str = "",
    ) -> "Offer":
        """Files below a common folder `name`, or one file of that name for the key ""."""
        root = self.folder / name
        for relative, data in files.items():
            path = root / relative if relative else root
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        torrent = lt.create_torrent(
            lt.list_files(str(root)), piece, flags=lt.create_torrent.v1_only
        )
        lt.set_piece_hashes(torrent, str(self.folder))
        if tracker:
            torrent.add_tracker(tracker)
        data = lt.bencode(torrent.generate())
        return self.offer_torrent(data)

    def offer_torrent(self, data: bytes) -> "Offer":
        params = lt.load_torrent_buffer(data)
        params.save_path = str(self.folder)
        params.trackers = []  # or it would hear of itself
        params.flags = lt.torrent_flags.seed_mode
        handle = self.session.add_torrent(params)
        return Offer(data, str(handle.info_hashes().v1), self.port, handle)

    def limit(self, bytes_per_s: int) -> None:
        """The upload limit of all torrents together; 0 is unlimited."""
        # Peers on this machine are in a class of their own, without limits, unless told otherwise.
        all_addresses = lt.ip_filter()
        all_addresses.add_rule("0.0.0.0", "255.255.255.255", 1 << self.session.global_peer_class_id)
        self.session.set_peer_class_filter(all_addresses)
        self.session.apply_settings({"upload_rate_limit": bytes_per_s})


@dataclass(frozen=True)
class Offer:
    torrent: bytes
    info_hash: str
    port: int
    handle: Any

    @property
    def magnet(self) -> str:
        return f"magnet:?xt=urn:btih:{self.info_hash}&x.pe=127.0.0.1:{self.port}"


class Tracker:
    """The announce response of a tracker, as a page of a `FileServer`."""

    @staticmethod
    def page(*ports: int) -> Page:
        peers = b"".join(b"\x7f\x00\x00\x01" + port.to_bytes(2, "big") for port in ports)
        return Page(bencode({"interval": 60, "peers": peers}), etag=None)
