"""Hostile metadata from peers (case 24): they cost little and write nothing."""

import resource
from pathlib import Path

import pytest

from tests.downloads.data import bencode, noise
from tests.torrents import (
    FakePeer,
    complete_task,
    make_task,
    paths_below,
    running_engine,
    wait_ended,
    wait_phase,
)
from tests.waiting import wait_until
from worker.downloader.engine import Phase
from worker.downloader.torrents import add_torrent_params


@pytest.fixture
def engine():
    with running_engine() as engine:
        yield engine


@pytest.fixture
def root(tmp_path) -> Path:
    return tmp_path / "jobs"


#: Instead of 25,000: the cost of each file is the same.
MAX_FILES = 2_500


@pytest.fixture(autouse=True)
def few_files(monkeypatch):
    assert add_torrent_params.MAX_FILES == 25_000
    monkeypatch.setattr(add_torrent_params, "MAX_FILES", MAX_FILES)


def info(**given: object) -> bytes:
    usual = {"length": 10, "name": "film", "piece length": 16384, "pieces": b"x" * 20}
    merged = {name.replace("_", " "): value for name, value in {**usual, **given}.items()}
    return bencode({key: value for key, value in merged.items() if value is not None})


def files(count: int, **each: object) -> bytes:
    entries = [{"length": 1, "path": [f"{number}"], **each} for number in range(count)]
    pieces = b"x" * 20 * (-(-count // 16384))
    return info(length=None, files=entries, pieces=pieces)


#: libtorrent itself rejects these, so the task keeps waiting for metadata.
UNREADABLE = {
    "nested lists": b"d1:a" + b"l" * 100_000 + b"e" * 100_000 + b"e",
    "a number of 400 digits": b"d6:lengthi1" + b"0" * 400 + b"e4:name1:ae",
    "piece length 0": info(piece_length=0),
    "piece length 2^31": info(piece_length=2**31),
    "negative length": info(length=-1),
    "8 EiB": info(length=2**63 - 1),
    "no files": info(length=None),
    "pieces not a multiple of 20": info(pieces=b"x" * 21),
    "nonsense": b"x" * 1000,
}
REFUSED = {
    "too many files": files(MAX_FILES + 1),
    "a link": info(
        length=None,
        files=[
            {"length": 1, "path": ["film.mkv"]},
            {"length": 0, "path": ["a"], "attr": "l", "symlink path": ["film.mkv"]},
        ],
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_case_24_refused_metadata_end_the_task_before_it_writes(engine, root, name):
    with FakePeer(REFUSED[name], 1) as peer:
        task = make_task(root, peer.magnet)
        engine.add(task)
        report = wait_ended(engine, task)

        assert report.fault.reason == "bad_torrent"
        assert not report.fault.may_retry
        assert not task.folder.exists() or paths_below(task.folder) == set()


@pytest.mark.parametrize("name", UNREADABLE)
def test_case_24_unreadable_metadata_are_no_metadata(engine, root, seed, name):
    offer = seed.offer({"": noise(200_000)}, name="film.mkv")
    with FakePeer(UNREADABLE[name], 1) as peer:
        task = make_task(root, peer.magnet)
        engine.add(task)
        wait_until(lambda: peer.callers)
        good = complete_task(engine, make_task(root, offer.magnet))  # the engine lives

        assert engine.report(good.job_id).phase is Phase.FINISHED
        report = engine.report(task.job_id)
        assert report.phase is Phase.PREPARING or report.fault.reason == "bad_torrent"
        assert not task.folder.exists()


def test_case_24_many_files_use_little_memory(engine, root):
    """As many as are allowed: they must not hold up the thread that receives alerts."""
    with FakePeer(files(MAX_FILES), 1) as peer:
        task = make_task(root, peer.magnet)
        before_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        engine.add(task)
        report = wait_phase(engine, task, Phase.RUNNING, Phase.BROKEN)
        after_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

        assert report.fault is None
        assert len(report.contents) == MAX_FILES
        assert after_kb - before_kb < 20_000
