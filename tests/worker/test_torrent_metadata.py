"""Inspections: the metadata of a source before a job is made of it."""

from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest

from chalicelib.downloads.models import SourceType
from chalicelib.downloads.models.job_options import StatusDetail
from tests.downloads.data import noise
from tests.downloads.swarm import LOOPBACK_ONLY, Seed
from tests.file_server import Page
from tests.torrents import (
    MIB,
    HostileSeed,
    complete_task,
    connect_peer,
    data_url,
    make_task,
    paths_below,
    running_engine,
    torrent_with_link,
    uploaded_by,
    wait_ended,
    wait_phase,
)
from tests.waiting import wait_stable, wait_until
from worker.downloader.engine import InspectionResult, Phase
from worker.downloader.torrents import TorrentEngine
from worker.downloader.torrents.metadata_fetcher import NO_FOLDER

SHORT_TIMEOUT = replace(LOOPBACK_ONLY, inspection_timeout_s=1.0)


@pytest.fixture
def engine():
    with running_engine() as engine:
        yield engine


@pytest.fixture
def root(tmp_path) -> Path:
    return tmp_path / "jobs"


def inspect_source(engine: TorrentEngine, source: str) -> InspectionResult:
    look = uuid4()
    kind = SourceType.MAGNET if source.startswith("magnet:") else SourceType.TORRENT
    engine.inspect(look, kind, source)
    return wait_until(lambda: engine.inspection_result(look))


def is_empty(engine: TorrentEngine) -> bool:
    return not engine.session.get_torrents()


BODIES = {"a.mkv": noise(MIB, 1), "folder/b.srt": noise(3000, 2)}


def test_inspecting_a_magnet_link_leaves_no_trace(engine, seed, tmp_path):
    offer = seed.offer(BODIES)
    before = paths_below(tmp_path)
    inside = inspect_source(engine, offer.magnet)

    assert inside.fault is None
    assert (inside.title, inside.info_hash) == ("show", offer.info_hash)
    assert inside.bytes_total == MIB + 3000
    assert {(file.path, file.size_bytes) for file in inside.files} == {
        ("show/a.mkv", MIB),
        ("show/folder/b.srt", 3000),
    }
    assert paths_below(tmp_path) == before
    assert not NO_FOLDER.exists()
    assert uploaded_by(seed) == 0
    wait_until(lambda: is_empty(engine))


def test_uploads_and_addresses_of_torrent_files_are_inspected(engine, seed, web):
    offer = seed.offer(BODIES)
    web.pages["/it.torrent"] = Page(offer.torrent)
    found = [
        inspect_source(engine, source)
        for source in (data_url(offer.torrent), web.url("/it.torrent"))
    ]

    for inside in found:
        assert inside.info_hash == offer.info_hash
        assert len(inside.files) == 2
        assert inside.metadata == offer.torrent
    assert is_empty(engine)


def test_metadata_are_fetched_once(engine, seed, web, root):
    """The metadata of an inspection are enough to begin with, even when the source is gone."""
    offer = seed.offer(BODIES)
    web.pages["/it.torrent"] = Page(offer.torrent)
    inside = inspect_source(engine, web.url("/it.torrent"))
    del web.pages["/it.torrent"]
    task = make_task(root, web.url("/it.torrent"), metadata=inside.metadata)
    engine.add(task)
    wait_phase(engine, task, Phase.RUNNING)
    connect_peer(engine, task, seed.port)

    assert wait_ended(engine, task).phase is Phase.FINISHED
    assert len(web.headers_of("/it.torrent")) == 1


def test_the_metadata_of_a_magnet_link_are_not_requested_from_peers_again(engine, seed, root):
    offer = seed.offer(BODIES)
    inside = inspect_source(engine, offer.magnet)
    seed.session.pause()
    task = make_task(root, offer.magnet, metadata=inside.metadata)
    engine.add(task)

    report = wait_phase(engine, task, Phase.RUNNING)
    assert report.bytes_total == MIB + 3000
    assert report.detail is StatusDetail.CONNECTING
    seed.session.resume()
    assert wait_ended(engine, task).phase is Phase.FINISHED


def test_metadata_of_another_torrent_are_refused(engine, seed, root):
    offer, other = seed.offer(BODIES), seed.offer({"": noise(MIB, 9)}, name="other.mkv")
    task = make_task(root, offer.magnet, metadata=other.torrent)
    engine.add(task)

    assert wait_ended(engine, task).title == "show"


def test_an_inspection_without_peers_times_out(seed):
    with running_engine(options=SHORT_TIMEOUT) as engine:
        inside = inspect_source(
            engine, f"magnet:?xt=urn:btih:{'a' * 40}&x.pe=127.0.0.1:{seed.port}"
        )

        assert inside.fault.reason == "no_metadata"
        assert inside.fault.may_retry
        wait_until(lambda: is_empty(engine))


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("magnet:?xt=urn:btih:nonsense", "bad_torrent"),
        (data_url(b"d4:infodee"), "bad_torrent"),
        ("http://127.0.0.1:8/it.torrent", "unreachable"),
        ("http://10.0.0.1/it.torrent", "blocked_address"),
    ],
)
def test_a_source_that_cannot_be_inspected_says_why(engine, source, reason):
    assert inspect_source(engine, source).fault.reason == reason


def test_metadata_are_taken_from_an_active_torrent(engine, seed, root):
    offer = seed.offer(BODIES)
    task = complete_task(engine, make_task(root, offer.magnet))
    seed.session.pause()

    assert inspect_source(engine, offer.magnet).info_hash == offer.info_hash
    assert engine.report(task.job_id).phase is Phase.FINISHED
    assert len(engine.session.get_torrents()) == 1


def test_a_job_and_an_inspection_may_use_one_torrent(root, tmp_path):
    """The link is inspected first, then added; only then a peer has the metadata."""
    seed = Seed(tmp_path / "seed")
    seed.session.pause()
    offer = seed.offer(BODIES)
    with running_engine() as engine:
        look, late = uuid4(), uuid4()
        engine.inspect(look, SourceType.MAGNET, offer.magnet)
        wait_until(engine.session.get_torrents)
        task = make_task(root, offer.magnet)
        engine.add(task)
        wait_until(lambda: engine.torrent_of(task.job_id))
        engine.inspect(late, SourceType.MAGNET, offer.magnet)
        assert wait_stable(lambda: engine.inspection_result(look)) is None
        seed.session.resume()
        connect_peer(engine, task, seed.port)

        assert wait_until(lambda: engine.inspection_result(look)).info_hash == offer.info_hash
        assert wait_until(lambda: engine.inspection_result(late)).info_hash == offer.info_hash
        assert wait_ended(engine, task).phase is Phase.FINISHED


def test_a_discarded_inspection_ends(engine):
    look = uuid4()
    engine.inspect(look, SourceType.MAGNET, f"magnet:?xt=urn:btih:{'b' * 40}")
    wait_until(engine.session.get_torrents)
    engine.discard_inspection(look)
    engine.discard_inspection(uuid4())

    wait_until(lambda: is_empty(engine))
    assert engine.inspection_result(look) is None


def test_the_number_of_pending_inspections_is_limited(engine, monkeypatch):
    monkeypatch.setattr("worker.downloader.torrents.metadata_fetcher.MAX_PENDING", 2)
    looks = [uuid4() for _ in range(3)]
    for number, look in enumerate(looks):
        engine.inspect(look, SourceType.MAGNET, f"magnet:?xt=urn:btih:{number + 1:040x}")

    assert engine.inspection_result(looks[2]).fault.reason == "busy"
    assert engine.inspection_result(looks[0]) is None


def test_the_memory_of_results_is_limited(engine, seed, monkeypatch):
    offer = seed.offer(BODIES)
    monkeypatch.setattr(
        "worker.downloader.torrents.metadata_fetcher.MAX_RESULTS_BYTES", len(offer.torrent) * 3
    )
    looks = [uuid4() for _ in range(6)]
    for look in looks:
        engine.inspect(look, SourceType.TORRENT, data_url(offer.torrent))
        wait_until(lambda look=look: engine.inspection_result(look))
    kept = [engine.inspection_result(look).fault is None for look in looks]

    assert kept[0] is False
    assert kept[-1] is True
    assert sum(kept) < 4


def test_a_torrent_with_links_is_refused_by_the_inspection(engine, tmp_path):
    hostile = HostileSeed(tmp_path / "hostile")
    torrent = torrent_with_link("film.mkv")

    assert inspect_source(engine, hostile.offer(torrent)).fault.reason == "bad_torrent"
    assert inspect_source(engine, data_url(torrent)).fault.reason == "bad_torrent"
