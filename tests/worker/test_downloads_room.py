"""Workers that write to the same disk count each other's room (case 16)."""

import contextlib
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from chalicelib.downloads.models import DownloadJob
from chalicelib.downloads.models.options import StatusDetail
from tests.disks import disk_of, resize
from tests.downloads import (
    Home,
    Page,
    ScriptedEngine,
    Worker,
    noise,
    scripted,
    url,
    wait_stable,
    wait_until,
)
from worker.downloader.engine import Phase

MIB = 1024 * 1024
GIB = 1024 * MIB


def takes_nothing_more(worker: Worker) -> None:
    worker.part.dispatcher.may_begin = lambda: False


def shared_out(home: Home, user, sources: list[str], engines=None) -> list[DownloadJob]:
    """Two workers with a job each."""
    jobs = []
    for number, source in enumerate(sources):
        worker = home.worker(engines and scripted(engines[number]))
        jobs.append(home.ask(user, "http", source))
        wait_until(lambda worker=worker: len(worker.part.held) == 1)
        takes_nothing_more(worker)
    return jobs


def waits_for_space(home: Home, user, job) -> bool:
    return home.job(user, job).detail == StatusDetail.WAITING_FOR_SPACE


def test_case_16_the_same_bytes_are_not_kept_twice(home: Home, user):
    """Both look at the same moment; a barrier that both reach would let both have it."""
    both = threading.Barrier(2)
    is_over = threading.Event()

    def free(_folder: Path) -> int:
        if not is_over.is_set():
            with contextlib.suppress(threading.BrokenBarrierError):
                both.wait(0.5)
        return 10 * GIB

    home.free_bytes = free
    engines = [ScriptedEngine(), ScriptedEngine()]
    jobs = shared_out(home, user, [url(1), url(2)], engines)
    for job, engine in zip(jobs, engines, strict=True):
        engine.says(job.id, phase=Phase.RUNNING, bytes_total=6 * GIB)
    wait_until(lambda: any(waits_for_space(home, user, job) for job in jobs))
    is_over.set()

    (waiting,) = (job for job in jobs if waits_for_space(home, user, job))
    (going,) = (job for job in jobs if job.id != waiting.id)
    home.reaches(user, going, "downloading")
    assert home.story(user, waiting)[-1].payload["needed"] >= 12 * GIB


def test_what_another_worker_brought_or_gave_up_is_room_again(home: Home, user):
    home.free_bytes = lambda _folder: 10 * GIB
    engines = [ScriptedEngine(), ScriptedEngine()]
    first, second = shared_out(home, user, [url(1), url(2)], engines)
    engines[0].says(first.id, phase=Phase.RUNNING, bytes_total=6 * GIB)
    home.reaches(user, first, "downloading")
    engines[1].says(second.id, phase=Phase.RUNNING, bytes_total=6 * GIB)
    wait_until(lambda: waits_for_space(home, user, second))
    engines[0].says(first.id, bytes_total=2 * GIB)  # less of it is wanted
    home.reaches(user, second, "downloading", within_s=20)

    assert home.job(user, first).status == "downloading"


def test_two_workers_on_a_small_disk_bring_one_film_after_the_other(
    home: Home, user, web, small_disk
):
    """Two real ones: neither runs into the wall, and nothing is brought twice."""
    body = noise(6 * MIB)
    for number in (1, 2):
        web.pages[f"/{number}.mkv"] = Page(body, says_ranges=True, bytes_per_s=2 * MIB)
    first, second = shared_out(home, user, [web.url("/1.mkv"), web.url("/2.mkv")])
    wait_until(lambda: waits_for_space(home, user, second) or waits_for_space(home, user, first))
    going, waiting = (first, second) if waits_for_space(home, user, second) else (second, first)
    done = home.reaches(user, going, "completed", within_s=40)

    assert home.file_of(done).read_bytes() == body
    assert wait_stable(lambda: waits_for_space(home, user, waiting))
    assert [event.payload.get("reason") for event in home.story(user, waiting)].count(
        "disk_full"
    ) == 1
    resize(small_disk, "64m")
    done = home.reaches(user, waiting, "completed", within_s=40)
    assert home.file_of(done).read_bytes() == body
    assert (done.retry_count, home.statuses(user, waiting).count("preparing")) == (0, 1)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Room for one film and a half; needs the rights of root."""
    with disk_of("10m", tmp_path / "home" / "downloads") as folder:
        yield folder
