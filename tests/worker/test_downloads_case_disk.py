"""Disks without room, and files that are not what they were (cases 15 to 19)."""

import contextlib
import os
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from chalicelib.downloads.models import DownloadJob
from chalicelib.platform.cache import Cache
from tests.disks import disk_of, resize
from tests.downloads.data import noise, url
from tests.downloads.harness import WorkerHarness, start_job
from tests.downloads.scripted_engine import every_source_with
from tests.file_server import Page
from tests.processes import worker_processes
from tests.torrents import uploaded_by
from tests.waiting import wait_stable, wait_until
from worker.downloader import disk_space
from worker.downloader.engine import Phase

MIB = 1024 * 1024
DISK_BYTES = 8 * MIB


def waits_for_space(harness: WorkerHarness, user, job) -> DownloadJob:
    def look() -> DownloadJob | None:
        now = harness.job(user, job)
        return now if (now.status, now.detail) == ("stalled", "waiting_for_space") else None

    return wait_until(look, what="waiting for space")


def test_case_15_a_job_that_does_not_fit_is_suspended_and_resumes_by_itself(harness, engine, user):
    free = [10**9]
    harness.free_bytes = lambda _folder: free[0]
    worker = harness.worker(every_source_with(engine))
    small = start_job(harness, engine, user, 1, total=1000)
    big = harness.add_job(user, "http", url(2))
    wait_until(lambda: big.id in engine.tasks)
    engine.update_report(big.id, phase=Phase.RUNNING, bytes_total=2 * 10**9)
    waiting = waits_for_space(harness, user, big)
    wait_until(lambda: worker.component.active_jobs.is_any_suspended)  # the row says so before
    later = harness.add_job(user, "http", url(3))
    engine.deliver_file(small.id, b"film")

    assert waiting.reason == "disk_full"
    assert waiting.next.action == "resume_on_space"
    payload = harness.events(user, big)[-1].payload
    assert payload["needed"] >= 2 * 10**9
    assert payload["free"] == 10**9
    assert harness.wait_for_status(user, small, "completed")
    assert wait_stable(lambda: harness.job(user, later).status) == "queued"
    assert big.id in engine.paused

    told = len(harness.events(user, big))
    free[0] = 10**12
    harness.wait_for_status(user, big, "downloading")
    # The row is written before the engine is told.
    wait_until(lambda: big.id not in engine.paused)
    assert harness.job(user, big).retry_count == 0
    assert len(harness.events(user, big)) == told + 1
    wait_until(lambda: later.id in engine.tasks)


def test_case_16_the_reservations_of_other_jobs_count(harness, engine, user):
    harness.free_bytes = lambda _folder: 10**10
    harness.worker(every_source_with(engine))
    start_job(harness, engine, user, 1, total=6 * 10**9)
    second = harness.add_job(user, "http", url(2))
    wait_until(lambda: second.id in engine.tasks)
    engine.update_report(second.id, phase=Phase.RUNNING, bytes_total=6 * 10**9)
    waits_for_space(harness, user, second)

    payload = harness.events(user, second)[-1].payload
    assert payload["reason"] == "disk_full"
    assert (payload["free"], payload["needed"] >= 12 * 10**9) == (10**10, True)


def test_case_16_unknown_free_space_is_not_enough(harness, engine, user):
    def unknown(_folder: Path) -> int:
        raise OSError

    harness.free_bytes = unknown
    harness.worker(every_source_with(engine))
    job = harness.add_job(user, "http", url())
    wait_until(lambda: job.id in engine.tasks)
    engine.update_report(job.id, phase=Phase.RUNNING, bytes_total=10)

    waits_for_space(harness, user, job)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Needs the rights of root."""
    with disk_of(str(DISK_BYTES), tmp_path / "home" / "downloads") as folder:
        yield folder


@pytest.mark.parametrize("kind", ["magnet", "http"])
def test_case_15_a_full_disk_suspends_and_resumes_a_job(harness, user, seed, web, small_disk, kind):
    """No check finds it before: there is space until a write fails."""
    harness.free_bytes = lambda _folder: 10**12 if disk_space.free_bytes(small_disk) else 0
    body = noise(12 * MIB)
    web.pages["/f.mkv"] = Page(body, announces_length=False)
    source = web.url("/f.mkv") if kind == "http" else seed.offer({"": body}, name="f.mkv").magnet
    harness.worker()
    job = harness.add_job(user, kind, source)
    waits_for_space(harness, user, job)
    told = len(harness.events(user, job))

    assert wait_stable(lambda: harness.job(user, job).detail) == "waiting_for_space"
    assert len(harness.events(user, job)) == told
    assert disk_space.free_bytes(small_disk) == 0
    given = wait_stable(lambda: uploaded_by(seed))
    here = harness.newest_worker.component.active_jobs.get(job.id).engine.report(job.id).bytes_done
    assert here > 4 * MIB
    resize(small_disk, "64m")

    done = harness.wait_for_status(user, job, "completed")
    assert done.retry_count == 0
    assert harness.file_of(done).read_bytes() == body
    # What had arrived was not fetched twice.
    assert harness.status_history(user, job).count("preparing") == 1
    if kind == "http":
        assert not any("Rechecking" in event.message for event in harness.events(user, job))
        assert sum(web.bytes_sent.values()) < 2 * len(body)
    else:
        # What was on its way when the disk was full is counted as done: the check behind a failed
        # write finds less, and it comes a second time.
        stored = min(here, DISK_BYTES)
        assert uploaded_by(seed) - given < len(body) - stored + 2 * MIB


def test_case_15_a_file_that_cannot_fit_says_its_size_and_is_asked_for_once(
    harness, user, web, small_disk
):
    body = noise(12 * MIB)
    web.pages["/f.mkv"] = Page(body)
    harness.worker()
    job = harness.add_job(user, "http", web.url("/f.mkv"))
    waits_for_space(harness, user, job)
    wait_until(lambda: harness.job(user, job).bytes_total == len(body), what="its size")
    asked = wait_stable(lambda: len(web.requests))
    resize(small_disk, "64m")

    done = harness.wait_for_status(user, job, "completed")
    assert harness.file_of(done).read_bytes() == body
    assert asked == 1
    assert harness.status_history(user, job).count("stalled") == 1


def test_case_17_no_space_for_resume_metadata_does_not_stop_a_download(
    db, user, seed, web, tmp_path
):
    """A disk of a megabyte for the workers' state, full to the last byte, and a kill."""
    body = noise(6 * MIB)
    page = web.pages["/f.mkv"] = Page(body, bytes_per_s=MIB // 2)
    offer = seed.offer({"": body}, name="f.mkv")
    seed.limit(MIB // 2)
    harness = WorkerHarness(db, Cache(None), tmp_path / "home")
    with disk_of("1m", tmp_path / "state") as state, worker_processes(tmp_path) as processes:
        harness.data_dir = state
        first = processes.worker(harness)
        jobs = [
            harness.add_job(user, "magnet", offer.magnet),
            harness.add_job(user, "http", web.url("/f.mkv")),
        ]
        for job in jobs:
            wait_until(lambda job=job: harness.job(user, job).bytes_downloaded > MIB // 2)
        fill(state)
        forget_resume_data(harness, jobs[0])  # those from here on know of what has arrived
        wait_until(lambda: has_resume_data(harness, jobs[0]))
        first.kill()
        sent = uploaded_by(seed), sum(web.bytes_sent.values())
        seed.limit(0)
        page.bytes_per_s = None
        processes.worker(harness)
        done = [harness.wait_for_status(user, job, "completed") for job in jobs]

        assert [harness.file_of(job).read_bytes() == body for job in done] == [True, True]
        assert [job.retry_count for job in done] == [0, 0]  # there were two: neither is to blame
        assert uploaded_by(seed) - sent[0] < len(body) - MIB // 4
        assert web.ranges_of("/f.mkv")[-1] is not None


def fill(folder: Path) -> None:
    """Nothing more fits."""
    with (folder / "filler").open("wb", buffering=0) as filler, contextlib.suppress(OSError):
        while filler.write(bytes(4096)):
            pass


def forget_resume_data(harness: WorkerHarness, job) -> None:
    with harness.db.read() as conn:
        conn.execute("UPDATE download_jobs SET resume_data = NULL WHERE id = %s", [job.id])


def has_resume_data(harness: WorkerHarness, job) -> bool:
    with harness.db.read() as conn:
        row = conn.execute(
            "SELECT resume_data IS NOT NULL FROM download_jobs WHERE id = %s", [job.id]
        ).fetchone()
    return bool(row[0])


@pytest.mark.parametrize("what", ["flipped", "truncated", "replaced by a folder"])
def test_case_19_a_file_that_was_changed_while_no_worker_ran(harness, user, seed, what):
    body = noise(6 * MIB)
    offer = seed.offer({"": body}, name="film.mkv")
    # Slower than the session's own limit, which lets through at once what it saved up before.
    (given_away,) = seed.session.get_torrents()
    given_away.set_upload_limit(MIB // 2)
    first = harness.worker()
    job = harness.add_job(user, "magnet", offer.magnet)
    wait_until(lambda: harness.job(user, job).bytes_downloaded > 2 * MIB)
    first.close()
    path = harness.folder / "downloads" / str(job.id) / "film.mkv"
    given = uploaded_by(seed)
    spoil(path, what)
    # So slowly that the check is asked for before all is there, however busy the machine is.
    given_away.set_upload_limit(MIB // 16 if what == "flipped" else 0)
    harness.worker()
    if what == "replaced by a folder":
        ended = wait_until(lambda: (now := harness.job(user, job)).status == "failed" and now)
        assert str(harness.folder) not in ended.error_message
        # It may be set aside by now, with everything else of the job.
        aside = harness.folder / "downloads" / ".recycle"
        wait_until(
            lambda: path.is_dir() or any(each.is_dir() for each in aside.glob("*/*/film.mkv"))
        )
        return
    if what == "flipped":
        # A byte that changed at rest is not noticed; a recheck finds it.
        harness.wait_for_status(user, job, "downloading")
        harness.control.recheck(user, job.id)
        wait_until(lambda: commands_done(harness))
        given_away.set_upload_limit(0)
    done = harness.wait_for_status(user, job, "completed")

    assert sha256(harness.file_of(done).read_bytes()).digest() == sha256(body).digest()
    if what == "truncated":
        assert uploaded_by(seed) - given <= len(body)


def commands_done(harness: WorkerHarness) -> bool:
    with harness.db.read() as conn:
        row = conn.execute(
            "SELECT count(*) FROM download_commands WHERE done_at IS NOT NULL"
        ).fetchone()
    return row[0] == 1


def spoil(path: Path, how: str) -> None:
    if how == "flipped":
        with path.open("r+b") as file:
            file.seek(1000)
            byte = file.read(1)
            file.seek(1000)
            file.write(bytes([byte[0] ^ 1]))
    elif how == "truncated":
        os.truncate(path, MIB)
    else:
        path.unlink()
        path.mkdir()
