"""Whom the torrent engine talks to: nobody inside a network that is not open to it."""

import socket
from pathlib import Path

import pytest

from chalicelib.platform.network_guard import NetworkGuard
from tests.downloads import LOOPBACK_ONLY, bencode, wait_stable, wait_until
from tests.torrents import introduce, running, sha1, task, upload
from worker.downloader.torrents import TorrentEngine


@pytest.fixture
def engine():
    with running() as engine:
        yield engine


@pytest.fixture
def root(tmp_path) -> Path:
    return tmp_path / "jobs"


def test_nobody_on_this_machine_is_talked_to_unless_allowed(tmp_path, root):
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
        for wanted in (task(root, magnet), task(root, upload(torrent))):
            engine.add(wanted)
            wait_until(lambda wanted=wanted: engine.report(wanted.job_id).info_hash)
            # Somebody in the swarm may always tell of such a peer; the filter decides.
            introduce(engine, wanted, server.getsockname()[1])
            assert wait_stable(lambda wanted=wanted: engine.report(wanted.job_id).peers) == 0
        with pytest.raises(BlockingIOError):
            server.accept()
        engine.close(5)


def test_a_name_that_is_unknown_now_stays_and_is_judged_when_it_is_connected_to(tmp_path):
    from worker.downloader.torrents.endpoints import TRACKER_SCHEMES, AllowedEndpoints, allowed_urls

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
