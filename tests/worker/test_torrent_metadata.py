"""Looking inside a source before anybody asks for it."""

from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest

from chalicelib.downloads.models import SourceType
from chalicelib.downloads.models.options import StatusDetail
from tests.downloads import LOOPBACK_ONLY, Page, Seed, noise, wait_stable, wait_until
from tests.torrents import (
    MIB,
    HostileSeed,
    completed,
    ends,
    given_by,
    introduce,
    links,
    reaches,
    running,
    task,
    tree,
    upload,
)
from worker.downloader.engine import InspectionResult, Phase
from worker.downloader.torrents import TorrentEngine
from worker.downloader.torrents.metadata_fetcher import NO_FOLDER

QUICK = replace(LOOPBACK_ONLY, inspection_timeout_s=1.0)


@pytest.fixture
def engine():
    with running() as engine:
        yield engine


@pytest.fixture
def root(tmp_path) -> Path:
    return tmp_path / "jobs"


def looked(engine: TorrentEngine, source: str) -> InspectionResult:
    look = uuid4()
    kind = SourceType.MAGNET if source.startswith("magnet:") else SourceType.TORRENT
    engine.inspect(look, kind, source)
    return wait_until(lambda: engine.inspection_result(look))


def is_empty(engine: TorrentEngine) -> bool:
    return not engine.session.get_torrents()


BODIES = {"a.mkv": noise(MIB, 1), "folder/b.srt": noise(3000, 2)}


def test_a_magnet_link_is_looked_into_without_a_trace(engine, seed, tmp_path):
    offer = seed.offer(BODIES)
    before = tree(tmp_path)
    inside = looked(engine, offer.magnet)

    assert inside.fault is None
    assert (inside.title, inside.info_hash) == ("show", offer.info_hash)
    assert inside.bytes_total == MIB + 3000
    assert {(file.path, file.size_bytes) for file in inside.files} == {
        ("show/a.mkv", MIB),
        ("show/folder/b.srt", 3000),
    }
    assert tree(tmp_path) == before
    assert not NO_FOLDER.exists()
    assert given_by(seed) == 0
    wait_until(lambda: is_empty(engine))


def test_uploads_and_addresses_of_torrent_files_are_looked_into(engine, seed, web):
    offer = seed.offer(BODIES)
    web.pages["/it.torrent"] = Page(offer.torrent)
    found = [looked(engine, source) for source in (upload(offer.torrent), web.url("/it.torrent"))]

    for inside in found:
        assert inside.info_hash == offer.info_hash
        assert len(inside.files) == 2
        assert inside.metadata == offer.torrent
    assert is_empty(engine)


def test_nothing_is_fetched_twice(engine, seed, web, root):
    """What a look brought back is enough to begin with, even when the source is gone by then."""
    offer = seed.offer(BODIES)
    web.pages["/it.torrent"] = Page(offer.torrent)
    inside = looked(engine, web.url("/it.torrent"))
    del web.pages["/it.torrent"]
    wanted = task(root, web.url("/it.torrent"), metadata=inside.metadata)
    engine.add(wanted)
    reaches(engine, wanted, Phase.RUNNING)
    introduce(engine, wanted, seed.port)

    assert ends(engine, wanted).phase is Phase.FINISHED
    assert len(web.asked("/it.torrent")) == 1


def test_the_metadata_of_a_magnet_link_are_not_asked_of_peers_again(engine, seed, root):
    offer = seed.offer(BODIES)
    inside = looked(engine, offer.magnet)
    seed.session.pause()
    wanted = task(root, offer.magnet, metadata=inside.metadata)
    engine.add(wanted)

    report = reaches(engine, wanted, Phase.RUNNING)
    assert report.bytes_total == MIB + 3000
    assert report.detail is StatusDetail.CONNECTING
    seed.session.resume()
    assert ends(engine, wanted).phase is Phase.FINISHED


def test_metadata_of_another_torrent_are_not_taken(engine, seed, root):
    offer, other = seed.offer(BODIES), seed.offer({"": noise(MIB, 9)}, name="other.mkv")
    wanted = task(root, offer.magnet, metadata=other.torrent)
    engine.add(wanted)

    assert ends(engine, wanted).title == "show"


def test_a_link_nobody_knows_is_answered_in_time(seed):
    with running(options=QUICK) as engine:
        inside = looked(engine, f"magnet:?xt=urn:btih:{'a' * 40}&x.pe=127.0.0.1:{seed.port}")

        assert inside.fault.reason == "no_metadata"
        assert inside.fault.may_retry
        wait_until(lambda: is_empty(engine))


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("magnet:?xt=urn:btih:nonsense", "bad_torrent"),
        (upload(b"d4:infodee"), "bad_torrent"),
        ("http://127.0.0.1:8/it.torrent", "unreachable"),
        ("http://10.0.0.1/it.torrent", "blocked_address"),
    ],
)
def test_what_cannot_be_looked_into_says_why(engine, source, reason):
    assert looked(engine, source).fault.reason == reason


def test_what_the_session_has_already_is_answered_from_there(engine, seed, root):
    offer = seed.offer(BODIES)
    wanted = completed(engine, task(root, offer.magnet))
    seed.session.pause()

    assert looked(engine, offer.magnet).info_hash == offer.info_hash
    assert engine.report(wanted.job_id).phase is Phase.FINISHED
    assert len(engine.session.get_torrents()) == 1


def test_a_job_and_a_look_for_the_same_torrent_do_not_hinder_each_other(root, tmp_path):
    """The link is looked into first, then asked for; only then somebody has it."""
    seed = Seed(tmp_path / "seed")
    seed.session.pause()
    offer = seed.offer(BODIES)
    with running() as engine:
        look, late = uuid4(), uuid4()
        engine.inspect(look, SourceType.MAGNET, offer.magnet)
        wait_until(engine.session.get_torrents)
        wanted = task(root, offer.magnet)
        engine.add(wanted)
        wait_until(lambda: engine.torrent_of(wanted.job_id))
        engine.inspect(late, SourceType.MAGNET, offer.magnet)
        assert wait_stable(lambda: engine.inspection_result(look)) is None
        seed.session.resume()
        introduce(engine, wanted, seed.port)

        assert wait_until(lambda: engine.inspection_result(look)).info_hash == offer.info_hash
        assert wait_until(lambda: engine.inspection_result(late)).info_hash == offer.info_hash
        assert ends(engine, wanted).phase is Phase.FINISHED


def test_what_is_forgotten_is_no_longer_looked_for(engine):
    look = uuid4()
    engine.inspect(look, SourceType.MAGNET, f"magnet:?xt=urn:btih:{'b' * 40}")
    wait_until(engine.session.get_torrents)
    engine.discard_inspection(look)
    engine.discard_inspection(uuid4())

    wait_until(lambda: is_empty(engine))
    assert engine.inspection_result(look) is None


def test_only_so_many_are_looked_into_at_once(engine, monkeypatch):
    monkeypatch.setattr("worker.downloader.torrents.metadata_fetcher.MAX_PENDING", 2)
    looks = [uuid4() for _ in range(3)]
    for number, look in enumerate(looks):
        engine.inspect(look, SourceType.MAGNET, f"magnet:?xt=urn:btih:{number + 1:040x}")

    assert engine.inspection_result(looks[2]).fault.reason == "busy"
    assert engine.inspection_result(looks[0]) is None


def test_only_so_much_is_kept(engine, seed, monkeypatch):
    offer = seed.offer(BODIES)
    monkeypatch.setattr(
        "worker.downloader.torrents.metadata_fetcher.MAX_RESULTS_BYTES", len(offer.torrent) * 3
    )
    looks = [uuid4() for _ in range(6)]
    for look in looks:
        engine.inspect(look, SourceType.TORRENT, upload(offer.torrent))
        wait_until(lambda look=look: engine.inspection_result(look))
    kept = [engine.inspection_result(look).fault is None for look in looks]

    assert kept[0] is False
    assert kept[-1] is True
    assert sum(kept) < 4


def test_links_are_refused_before_anybody_asks_for_them(engine, tmp_path):
    hostile = HostileSeed(tmp_path / "hostile")
    torrent = links("film.mkv")

    assert looked(engine, hostile.offer(torrent)).fault.reason == "bad_torrent"
    assert looked(engine, upload(torrent)).fault.reason == "bad_torrent"
