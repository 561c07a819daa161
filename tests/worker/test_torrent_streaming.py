"""Reading from torrents while they arrive."""

import random
import threading
from pathlib import Path

import pytest

from tests.downloads.data import digest, noise
from tests.torrents import MIB, digest_of, make_task, running_engine, wait_ended
from tests.waiting import wait_until
from worker.downloader.engine import Phase
from worker.downloader.in_progress_file import NotArriving


@pytest.fixture
def engine():
    with running_engine() as engine:
        yield engine


@pytest.fixture
def root(tmp_path) -> Path:
    return tmp_path / "jobs"


def test_case_20_no_byte_is_wrong_while_the_torrent_downloads_at_full_speed(engine, root, seed):
    """Ten thousand random ranges, by four readers at once, from before the first piece is there."""
    size = 24 * MIB
    body = noise(size)
    task = make_task(root, seed.offer({"": body}, name="film.mkv").magnet)
    seed.limit(MIB // 4)  # until the reader is there
    engine.add(task)
    reader = wait_until(lambda: engine.open_in_progress(task.job_id, 0))
    began_before_the_end = engine.report(task.job_id).phase is not Phase.FINISHED
    seed.limit(0)
    wrong: list[int] = []
    done: list[int] = []

    def read_much(number: int) -> None:
        dice = random.Random(number)
        for _ in range(2500):
            length = dice.choice((1, 100, 5000, 70_000))
            offset = dice.randrange(size - length)
            if reader.read(offset, length) != body[offset : offset + length]:
                wrong.append(offset)
            done.append(offset)

    threads = [threading.Thread(target=read_much, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    reader.close()

    assert began_before_the_end
    assert (len(done), wrong) == (10_000, [])
    assert digest(Path(wait_ended(engine, task).files[0].path)) == digest_of(body)


def test_a_reader_gets_its_bytes_before_the_rest(engine, root, seed):
    body = noise(8 * MIB)
    offer = seed.offer({"": body}, name="film.mkv")
    seed.limit(MIB // 2)
    task = make_task(root, offer.magnet)
    engine.add(task)
    reader = wait_until(lambda: engine.open_in_progress(task.job_id, 0))

    assert reader.read(6 * MIB, 100_000) == body[6 * MIB : 6 * MIB + 100_000]
    assert engine.report(task.job_id).bytes_done < 6 * MIB
    reader.close()
    seed.limit(0)
    assert wait_ended(engine, task).phase is Phase.FINISHED


def test_a_closed_or_idle_reader_does_not_delay_the_rest(engine, root, seed, monkeypatch):
    monkeypatch.setattr("worker.downloader.torrents.streaming.IDLE_AFTER_S", 0.2)
    offer = seed.offer({"": noise(6 * MIB)}, name="film.mkv")
    seed.limit(6 * MIB)
    task = make_task(root, offer.magnet)
    engine.add(task)
    wait_until(lambda: engine.open_in_progress(task.job_id, 0)).read(0, 10)
    wait_until(lambda: engine.open_in_progress(task.job_id, 0)).close()

    assert wait_ended(engine, task).phase is Phase.FINISHED


def test_a_reader_that_outlives_its_torrent_is_told_and_closes(engine, root, seed):
    offer = seed.offer({"": noise(4 * MIB)}, name="film.mkv")
    seed.limit(50_000)
    task = make_task(root, offer.magnet)
    engine.add(task)
    reader = wait_until(lambda: engine.open_in_progress(task.job_id, 0))
    engine.drop(task.job_id, remove_files=True)
    wait_until(lambda: not engine.session.get_torrents())

    with pytest.raises(NotArriving):
        reader.read(2 * MIB, 100, timeout_s=60)
    reader.close()


def test_a_waiting_reader_is_told_when_no_more_bytes_will_arrive(engine, root, seed):
    offer = seed.offer({"": noise(4 * MIB)}, name="film.mkv")
    seed.limit(50_000)
    task = make_task(root, offer.magnet)
    engine.add(task)
    reader = wait_until(lambda: engine.open_in_progress(task.job_id, 0))
    with pytest.raises(NotArriving):
        reader.read(3 * MIB, 100, timeout_s=0.1)
    outcome: list[object] = []

    def wait_for_the_end() -> None:
        try:
            outcome.append(reader.read(2 * MIB, 1_000_000, timeout_s=60))
        except NotArriving:
            outcome.append("told")

    thread = threading.Thread(target=wait_for_the_end)
    thread.start()
    engine.drop(task.job_id, remove_files=True)
    thread.join(60)

    assert outcome == ["told"]
