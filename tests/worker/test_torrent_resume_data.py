"""Continuing after an end or a crash, and with wrong resume data."""

import os
import random
import time
from pathlib import Path
from uuid import UUID, uuid4

import libtorrent as lt
import pytest

from tests.downloads.data import digest, noise
from tests.downloads.swarm import LOOPBACK, LOOPBACK_ONLY
from tests.torrents import (
    MIB,
    complete_task,
    digest_of,
    make_task,
    resume_data_of,
    running_engine,
    uploaded_by,
    wait_downloaded,
    wait_ended,
)
from tests.waiting import wait_until
from worker.downloader.engine import Phase
from worker.downloader.torrents import TorrentEngine
from worker.downloader.torrents.resume_data import ResumeData


@pytest.fixture
def engine():
    with running_engine() as engine:
        yield engine


@pytest.fixture
def root(tmp_path) -> Path:
    return tmp_path / "jobs"


def test_a_closed_engine_leaves_complete_resume_data(root, seed):
    body = noise(24 * MIB)
    offer = seed.offer({"": body}, name="film.mkv")
    seed.limit(2 * MIB)
    first = TorrentEngine(LOOPBACK, LOOPBACK_ONLY)
    task = make_task(root, offer.magnet)
    first.add(task)
    wait_downloaded(first, task, 3 * MIB)
    saved = first.close(5)[task.job_id]
    given_before = offer.handle.status().total_payload_upload
    seed.limit(0)
    second = TorrentEngine(LOOPBACK, LOOPBACK_ONLY)
    again = make_task(root, offer.magnet, saved, task.job_id)
    second.add(again)
    report = wait_ended(second, again)
    second.close(5)

    assert ResumeData.unpack(saved).is_clean
    assert digest(Path(report.files[0].path)) == digest_of(body)
    given_twice = offer.handle.status().total_payload_upload - 24 * MIB
    assert given_before > 3 * MIB
    # Blocks that were on their way, of which there are more when the machine is busy; all that
    # had arrived would be three.
    assert given_twice < 2 * MIB


def test_without_resume_data_files_on_disk_are_checked_and_kept(root, seed):
    body = noise(3 * MIB)
    offer = seed.offer({"": body}, name="film.mkv")
    task = make_task(root, offer.magnet)
    task.folder.mkdir(parents=True)
    (task.folder / "film.mkv").write_bytes(body[: 2 * MIB] + bytes(MIB))
    engine = TorrentEngine(LOOPBACK, LOOPBACK_ONLY)
    engine.add(task)
    report = wait_ended(engine, task)
    engine.close(5)

    assert digest(Path(report.files[0].path)) == digest_of(body)
    assert offer.handle.status().total_payload_upload <= 2 * MIB


def test_case_18_unusable_resume_data_are_ignored(root, seed):
    body = noise(MIB)
    offer = seed.offer({"": body}, name="film.mkv")
    other = seed.offer({"": noise(MIB, 2)}, name="other.mkv")
    good = resume_data_of(root / "a", offer.magnet)
    engine = TorrentEngine(LOOPBACK, LOOPBACK_ONLY)
    for how, data in {
        "truncated": good[: len(good) // 2],
        "empty": b"",
        "random": random.Random(5).randbytes(500),
        "foreign": resume_data_of(root / "b", other.magnet),
        "older": good.partition(b"\n")[2],
    }.items():
        task = make_task(root, offer.magnet, data)
        engine.add(task)
        assert Path(wait_ended(engine, task).files[0].path).read_bytes() == body, how
        engine.drop(task.job_id, remove_files=True)
    engine.close(5)


def mutated(good: bytes, dice: random.Random) -> bytes:
    """The same, with one thing wrong."""
    data = bytearray(good)
    at = dice.randrange(len(data))
    match dice.randrange(5):
        case 0:
            data[at] ^= 1 << dice.randrange(8)
        case 1:
            del data[at:]
        case 2:
            del data[at : at + dice.randrange(1, 40)]
        case 3:
            data[at:at] = dice.randbytes(dice.randrange(1, 40))
        case _:
            data[at : at + 8] = dice.randbytes(8)
    return bytes(data)


def test_case_18_two_hundred_corrupt_resume_data(engine, root, seed):
    """The files on disk are always checked, and never fetched again or lost."""
    body = noise(256 * 1024)
    offer = seed.offer({"": body}, name="film.mkv", piece=16 * 1024)
    job = uuid4()
    good = saved_of(root, offer.magnet, job)
    path = root / str(job) / "film.mkv"
    before = uploaded_by(seed)
    dice = random.Random(18)
    for number in range(200):
        wrong = mutated(good, dice)
        task = make_task(root, offer.magnet, wrong, job, metadata=offer.torrent)
        engine.add(task)
        report = wait_ended(engine, task)
        assert (report.phase, report.bytes_done) == (Phase.FINISHED, len(body)), number
        engine.drop(job, remove_files=False)

    assert path.read_bytes() == body
    assert uploaded_by(seed) == before


def saved_of(root: Path, magnet: str, job: UUID) -> bytes:
    with running_engine() as engine:
        complete_task(engine, make_task(root, magnet, job=job))
        return engine.close(5)[job]


def test_after_a_power_cut_pieces_missing_on_disk_are_checked(root, seed):
    body = noise(3 * MIB)
    offer = seed.offer({"": body}, name="film.mkv")
    good = ResumeData.unpack(resume_data_of(root, offer.magnet))
    (old,) = (path for path in root.rglob("film.mkv"))
    damaged = bytearray(body)
    damaged[MIB : MIB + 70_000] = bytes(70_000)
    old.write_bytes(damaged)
    os.utime(old, (time.time() - 5, time.time() - 5))
    job = UUID(old.parent.name)
    claims = ResumeData(good.data, "another start of the machine", is_clean=False).pack()
    engine = TorrentEngine(LOOPBACK, LOOPBACK_ONLY)
    task = make_task(root, offer.magnet, claims, job)
    engine.add(task)
    report = wait_ended(engine, task)
    engine.close(5)

    assert digest(Path(report.files[0].path)) == digest_of(body)


def test_resume_data_are_collected_while_it_runs(engine, root, seed):
    offer = seed.offer({"": noise(3 * MIB)}, name="film.mkv")
    seed.limit(MIB // 4)
    task = make_task(root, offer.magnet)
    engine.add(task)
    wait_downloaded(engine, task, MIB // 4)

    def collected() -> dict[UUID, bytes]:
        engine.request_resume_data()
        return engine.take_resume_data()

    saved = wait_until(collected)[task.job_id]

    assert not ResumeData.unpack(saved).is_clean
    assert lt.read_resume_data(ResumeData.unpack(saved).data).ti is not None
