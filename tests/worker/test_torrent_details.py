"""The details of a torrent: peers, trackers, files and pieces."""

from pathlib import Path
from urllib.parse import quote
from uuid import uuid4

import pytest

from tests.downloads.data import noise
from tests.downloads.swarm import Tracker
from tests.torrents import (
    MIB,
    complete_task,
    file_index,
    make_task,
    running_engine,
    wait_downloaded,
    wait_ended,
)
from tests.waiting import wait_stable, wait_until
from worker.downloader.torrents import torrent_details


@pytest.fixture
def engine():
    with running_engine() as engine:
        yield engine


@pytest.fixture
def root(tmp_path) -> Path:
    return tmp_path / "jobs"


def test_details_show_peers_files_and_pieces(engine, root, seed):
    offer = seed.offer({"a.mkv": noise(4 * MIB, 1), "b.srt": noise(3000, 2)})
    seed.limit(MIB // 4)
    task = make_task(root, offer.magnet)
    engine.add(task)
    wait_downloaded(engine, task, MIB // 4)
    details = wait_until(
        lambda: (
            (seen := engine.details(task.job_id))
            and seen.peers
            and sum(seen.file_bytes) > MIB // 4
            and seen
        )
    )

    (peer,) = details.peers
    assert peer.address == f"127.0.0.1:{seed.port}"
    assert peer.client.startswith("libtorrent/")
    assert (peer.is_seed, peer.is_incoming, peer.progress_percent) == (True, False, 100)
    assert details.file_bytes[file_index(offer.torrent, "a.mkv")] <= 4 * MIB
    assert len(details.pieces) == 65
    assert set(details.pieces) == {0, 100}


def test_details_follow_the_download(engine, root, seed):
    offer = seed.offer({"": noise(3 * MIB)}, name="film.mkv")
    seed.limit(2 * MIB)
    task = make_task(root, offer.magnet)
    engine.add(task)
    wait_until(lambda: engine.details(task.job_id))
    seed.limit(0)
    wait_ended(engine, task)

    wait_until(
        lambda: (
            (seen := engine.details(task.job_id))
            and set(seen.pieces) == {100}
            and seen.file_bytes == (3 * MIB,)
        )
    )


def test_libtorrent_is_only_asked_for_details_that_are_requested(engine, root, seed, monkeypatch):
    asked: list[object] = []
    fetch = torrent_details.fetch_details
    monkeypatch.setattr(
        torrent_details, "fetch_details", lambda *given: asked.append(given) or fetch(*given)
    )
    task = complete_task(
        engine, make_task(root, seed.offer({"": noise(MIB)}, name="film.mkv").magnet)
    )
    assert wait_stable(lambda: len(asked)) == 0
    for _ in range(50):
        engine.details(task.job_id)

    wait_until(lambda: engine.details(task.job_id))
    assert len(asked) < 5
    assert engine.details(uuid4()) is None


def test_trackers_are_shown_without_passkeys(engine, root, seed, web):
    offer = seed.offer({"": noise(MIB)}, name="film.mkv")
    web.pages["/announce"] = Tracker.page(seed.port)
    good = web.url("/announce?passkey=s3cret")
    bad = "http://127.0.0.1:8/announce?key=s3cret"
    task = make_task(root, f"{offer.magnet}&tr={quote(good)}&tr={quote(bad)}")
    engine.add(task)
    wait_ended(engine, task)

    def answered() -> dict[str, str] | None:
        details = engine.details(task.job_id)
        shown = {each.url: each.status for each in details.trackers} if details else {}
        assert "s3cret" not in str(details)
        return shown if set(shown.values()) == {"working", "failed"} else None

    shown = wait_until(answered)
    assert shown[web.url("")] == "working"
    assert shown["http://127.0.0.1:8"] == "failed"


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://tracker.example:8443/a/b?key=1#x", "https://tracker.example:8443"),
        ("udp://[2001:db8::1]:6969/announce", "udp://[2001:db8::1]:6969"),
        ("http://user:pass@tracker.example/announce", "http://tracker.example"),
        ("http://tracker.example", "http://tracker.example"),
        ("http://[broken", ""),
        ("nonsense", "://"),
    ],
)
def test_addresses_are_shown_without_secrets(url, shown):
    assert torrent_details.without_secrets(url) == shown


def test_text_of_peers_and_trackers_is_sanitised():
    said = b"\x00evil\x1b[31m\n  name\xe2\x80\xae \xff"
    assert torrent_details.sanitize(said, 60) == "evil[31m name"
    assert torrent_details.sanitize("x" * 500, 60) == "x" * 60


def test_pieces_are_summarised():
    assert torrent_details.piece_percentages([]) == ()
    assert torrent_details.piece_percentages([True, False, True]) == (100, 0, 100)
    many = torrent_details.piece_percentages([True] * 1000 + [False] * 1000)
    assert many == (100,) * 100 + (0,) * 100
    assert torrent_details.piece_percentages([True] * 3 + [False] * 398)[0] == 100
    assert torrent_details.piece_percentages([True, False] * 1000) == (50,) * 200
