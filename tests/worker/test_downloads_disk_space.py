"""Workers that write to the same disk count each other's room (case 16)."""

import contextlib
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from chalicelib.downloads.models import DownloadJob
from chalicelib.downloads.models.job_options import StatusDetail
from tests.disks import disk_of, resize
from tests.downloads.data import noise, url
from tests.downloads.harness import WorkerHarness
from tests.downloads.scripted_engine import ScriptedEngine, every_source_with
from tests.file_server import Page
from tests.waiting import wait_stable, wait_until
from worker.downloader.engine import Phase

MIB = 1024 * 1024
GIB = 1024 * MIB


def shared_out(harness: WorkerHarness, user, sources: list[str], engines=None) -> list[DownloadJob]:
    """Two workers with a job each."""
    jobs = []
    for number, source in enumerate(sources):
        worker = harness.worker(engines and every_source_with(engines[number]))
        jobs.append(harness.add_job(user, "http", source))
        wait_until(lambda worker=worker: len(worker.component.active_jobs) == 1)
        worker.stop_claiming()  # its engine has the job, too, by then
    return jobs


def waits_for_space(harness: WorkerHarness, user, job) -> bool:
    return harness.job(user, job).detail == StatusDetail.WAITING_FOR_SPACE


def test_case_16_the_same_bytes_are_not_reserved_twice(harness: WorkerHarness, user):
    """Both look at the same moment; a barrier that both reach would let both have it."""
    both = threading.Barrier(2)
    is_over = threading.Event()

    def free(_folder: Path) -> int:
        if not is_over.is_set():
            with contextlib.suppress(threading.BrokenBarrierError):
                both.wait(0.5)
        return 10 * GIB

    harness.free_bytes = free
    engines = [ScriptedEngine(), ScriptedEngine()]
    jobs = shared_out(harness, user, [url(1), url(2)], engines)
    for job, engine in zip(jobs, engines, strict=True):
        engine.update_report(job.id, phase=Phase.RUNNING, bytes_total=6 * GIB)
    wait_until(lambda: any(waits_for_space(harness, user, job) for job in jobs))
    is_over.set()

    (waiting,) = (job for job in jobs if waits_for_space(harness, user, job))
    (going,) = (job for job in jobs if job.id != waiting.id)
    harness.wait_for_status(user, going, "downloading")
    assert harness.events(user, waiting)[-1].payload["needed"] >= 12 * GIB


def test_space_another_worker_used_up_or_released_is_free_again(harness: WorkerHarness, user):
    harness.free_bytes = lambda _folder: 10 * GIB
    engines = [ScriptedEngine(), ScriptedEngine()]
    first, second = shared_out(harness, user, [url(1), url(2)], engines)
    engines[0].update_report(first.id, phase=Phase.RUNNING, bytes_total=6 * GIB)
    harness.wait_for_status(user, first, "downloading")
    engines[1].update_report(second.id, phase=Phase.RUNNING, bytes_total=6 * GIB)
    wait_until(lambda: waits_for_space(harness, user, second))
    engines[0].update_report(first.id, bytes_total=2 * GIB)  # less of it is wanted
    harness.wait_for_status(user, second, "downloading")

    assert harness.job(user, first).status == "downloading"


def test_two_workers_on_a_small_disk_download_one_film_after_the_other(
    harness: WorkerHarness, user, web, small_disk
):
    """Two real ones: neither runs into the wall, and nothing is brought twice."""
    body = noise(6 * MIB)
    for number in (1, 2):
        web.pages[f"/{number}.mkv"] = Page(body, announces_ranges=True, bytes_per_s=MIB)
    first, second = shared_out(harness, user, [web.url("/1.mkv"), web.url("/2.mkv")])
    wait_until(
        lambda: waits_for_space(harness, user, second) or waits_for_space(harness, user, first)
    )
    going, waiting = (first, second) if waits_for_space(harness, user, second) else (second, first)
    done = harness.wait_for_status(user, going, "completed")

    assert harness.file_of(done).read_bytes() == body
    assert wait_stable(lambda: waits_for_space(harness, user, waiting))
    assert [event.payload.get("reason") for event in harness.events(user, waiting)].count(
        "disk_full"
    ) == 1
    resize(small_disk, "64m")
    done = harness.wait_for_status(user, waiting, "completed")
    assert harness.file_of(done).read_bytes() == body
    assert (done.retry_count, harness.status_history(user, waiting).count("preparing")) == (0, 1)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Room for one film and a half; needs the rights of root."""
    with disk_of("10m", tmp_path / "home" / "downloads") as folder:
        yield folder
