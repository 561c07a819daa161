"""Which endpoints the torrent engine contacts: none in a private network."""

import socket
from pathlib import Path

import pytest

from chalicelib.providers.network_guard import NetworkGuard
from tests.downloads.data import bencode
from tests.downloads.swarm import LOOPBACK_ONLY
from tests.torrents import connect_peer, data_url, make_task, running_engine, sha1
from tests.waiting import wait_stable, wait_until
from worker.downloader.torrents import TorrentEngine


@pytest.fixture
def engine():
    with running_engine() as engine:
        yield engine


@pytest.fixture
def root(tmp_path) -> Path:
    return tmp_path / "jobs"


def test_this_machine_is_not_contacted_unless_allowed(tmp_path, root):
    """Trackers, web seeds and peers of a magnet link and of a .torrent, and of the resume data."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        inside = f"127.0.0.1:{server.getsockname()[1]}"
        named = f"http://name.example:{server.getsockname()[1]}"
        guard = NetworkGuard(resolver=lambda _host: ["127.0.0.1"])
        engine = TorrentEngine(guard, LOOPBACK_ONLY)
        magnet = (
            f"magnet:?xt=urn:btih:{'a' * 40}&x.pe={inside}&tr=http://{inside}/announce"
            f"&tr={named}/announce&ws=http://{inside}/&tr=udp://{inside}"
        )
        torrent = bencode(
            {
                "announce": f"{named}/announce",
                "announce-list": [[f"http://{inside}/announce"]],
                "url-list": [f"http://{inside}/", f"{named}/"],
                "info": {
                    "length": 1,
                    "name": "x",
                    "piece length": 16384,
                    "pieces": bytes.fromhex(sha1(b"z")),
                },
            }
        )
        for task in (make_task(root, magnet), make_task(root, data_url(torrent))):
            engine.add(task)
            wait_until(lambda task=task: engine.report(task.job_id).info_hash)
            # Any peer may name such an address; the filter decides.
            connect_peer(engine, task, server.getsockname()[1])
            assert wait_stable(lambda task=task: engine.report(task.job_id).peers) == 0
        with pytest.raises(BlockingIOError):
            server.accept()
        engine.close(5)


def test_an_unresolved_name_stays_and_is_checked_when_connecting(tmp_path):
    from worker.downloader.torrents.allowed_endpoints import (
        TRACKER_SCHEMES,
        AllowedEndpoints,
        allowed_urls,
    )

    def resolver(host: str) -> list[str]:
        if host == "unknown.example":
            raise OSError("no such name")
        return {"open.example": ["93.184.216.34"]}.get(host, ["10.0.0.1"])

    given = [
        "http://open.example/announce",
        "udp://unknown.example:6969",
        "http://inside.example/announce",
        "http://10.0.0.1/announce",
        "http://user@open.example/",
        "ws://open.example/",
        "file:///etc/passwd",
        "nonsense",
    ]

    endpoints = AllowedEndpoints(NetworkGuard(resolver=resolver))
    assert allowed_urls(given, TRACKER_SCHEMES, endpoints) == given[:2]
