"""What is cancelled, and what others have of it (cases 11 and 14)."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from chalicelib.downloads.models import Status
from chalicelib.platform.cache import Cache
from tests.downloads.accounts import claim_one, make_user
from tests.downloads.data import noise, url
from tests.downloads.harness import WorkerHarness, start_job
from tests.downloads.scripted_engine import every_source_with
from tests.file_server import Page
from tests.processes import worker_processes
from tests.waiting import wait_until
from worker.downloader.engine import Phase, Report
from worker.downloader.transitions import Timeouts

MIB = 1024 * 1024


def test_case_11_a_cancelled_job_is_released_and_trashed(harness, user, seed, web):
    offer = seed.offer({"": noise(8 * MIB)}, name="film.mkv")
    seed.limit(MIB // 4)
    web.pages["/f.mkv"] = Page(noise(8 * MIB), bytes_per_s=MIB // 4)
    worker = harness.worker()
    jobs = [
        harness.add_job(user, "magnet", offer.magnet),
        harness.add_job(user, "http", web.url("/f.mkv")),
        harness.add_job(user, "magnet", f"magnet:?xt=urn:btih:{'b' * 40}"),
    ]
    for job in jobs[:2]:
        wait_until(lambda job=job: harness.job(user, job).bytes_downloaded > 0)
    harness.wait_for_status(user, jobs[2], "preparing")
    for job in jobs:
        harness.downloads.cancel(user, job.id)

    wait_until(lambda: len(worker.component.active_jobs) == 0)
    wait_until(
        lambda: not any((harness.folder / "downloads" / str(job.id)).exists() for job in jobs)
    )
    assert {harness.job(user, job).status for job in jobs} == {"cancelled"}
    wait_until(lambda: harness.trash.to_discard() == [])
    aside = {path.name for path in (harness.folder / "downloads" / ".recycle").glob("*/*")}
    assert {str(jobs[0].id), str(jobs[1].id)} <= aside


@pytest.mark.parametrize("status", [Status.STALLED, Status.RETRYING])
def test_case_11_a_stalled_or_waiting_job_can_be_cancelled(harness, engine, user, status):
    harness.backoff_s = 1000
    harness.timeouts = Timeouts(slow_after_s=0.1, stalled_s=0.2 if status == "retrying" else 1000)
    harness.worker(every_source_with(engine))
    job = harness.add_job(user, "http", url())
    wait_until(lambda: job.id in engine.tasks)
    engine.update_report(job.id, phase=Phase.RUNNING, bytes_total=1000)
    folder = engine.tasks[job.id].folder
    folder.mkdir(parents=True)
    (folder / "part").write_bytes(b"some")
    harness.wait_for_status(user, job, status)
    harness.downloads.cancel(user, job.id)

    wait_until(lambda: not folder.exists())
    wait_until(lambda: job.id not in engine.tasks)
    assert harness.job(user, job).status == "cancelled"


def test_files_that_a_killed_worker_left_of_a_cancelled_job_are_trashed(harness, engine, user):
    job = harness.add_job(user, "http", url())
    claim = claim_one(harness.leases, "gone", str(harness.folder / "downloads"))
    folder = Path(claim.save_path)
    folder.mkdir(parents=True)
    (folder / "part").write_bytes(b"some")
    harness.downloads.cancel(user, job.id)
    harness.worker(every_source_with(engine))

    wait_until(lambda: not folder.exists())


def test_case_14_two_users_one_torrent_and_one_cancels(harness, user, seed, db):
    body = noise(4 * MIB)
    offer = seed.offer({"": body}, name="film.mkv")
    seed.limit(MIB // 4)
    friend = make_user(db)
    worker = harness.worker()
    mine, theirs = (
        harness.add_job(unsaved_user, "magnet", offer.magnet) for unsaved_user in (user, friend)
    )
    for unsaved_user, job in ((user, mine), (friend, theirs)):
        harness.wait_for_status(unsaved_user, job, "downloading")
    harness.downloads.cancel(user, mine.id)
    wait_until(lambda: worker.component.active_jobs.get(mine.id) is None)
    seed.limit(0)
    done = harness.wait_for_status(friend, theirs, "completed")

    assert harness.file_of(done).read_bytes() == body
    assert harness.job(user, mine).status == "cancelled"


@pytest.mark.parametrize("state", ["queued", "preparing", "downloading", "stalled", "retrying"])
@pytest.mark.parametrize("times", [1, 2])
def test_case_11_cancelling_once_or_concurrently_in_any_state_ends_a_job_once(
    harness, engine, user, state, times
):
    harness.backoff_s = 1000
    harness.max_active = 1
    stalls_after_s = 0.1 if state in ("stalled", "retrying") else 1000
    harness.timeouts = Timeouts(
        slow_after_s=stalls_after_s, stalled_s=0.1 if state == "retrying" else 1000
    )
    harness.worker(every_source_with(engine))
    if state == "queued":
        start_job(harness, engine, user, 9)  # the only place is taken
    job = harness.add_job(user, "http", url())
    folder = harness.folder / "downloads" / str(job.id)
    if state != "queued":
        wait_until(lambda: job.id in engine.tasks)
        folder.mkdir(parents=True)
        (folder / "part").write_bytes(b"some")
    if state not in ("queued", "preparing"):
        engine.update_report(job.id, phase=Phase.RUNNING, bytes_total=1000, bytes_done=300)
    harness.wait_for_status(user, job, state)
    barrier = threading.Barrier(times)

    def cancel(_number: int) -> str:
        barrier.wait()
        return harness.downloads.cancel(user, job.id).status

    with ThreadPoolExecutor(times) as pool:
        answers = list(pool.map(cancel, range(times)))
    wait_until(lambda: job.id not in engine.tasks)
    ended = harness.job(user, job)
    wait_until(lambda: not folder.exists())

    assert answers == ["cancelled"] * times
    assert [event.status for event in harness.events(user, job)].count("cancelled") == 1
    assert harness.job(user, job) == ended
    if state != "queued":
        (aside,) = (harness.folder / "downloads" / ".recycle").glob("*/*/part")
        assert aside.read_bytes() == b"some"


def test_case_11_a_late_report_of_the_engine_changes_nothing(harness, engine, user):
    worker = harness.stepped_worker(every_source_with(engine))
    job = harness.add_job(user, "http", url())
    harness.wait_until(lambda: job.id in engine.tasks)
    harness.wait_until(lambda: worker.component.active_jobs.get(job.id))
    harness.downloads.cancel(user, job.id)
    ended = harness.job(user, job)
    engine.reports[job.id] = Report(Phase.RUNNING, bytes_total=1000, bytes_done=900)
    harness.wait_until(lambda: worker.component.active_jobs.get(job.id) is None)

    assert harness.job(user, job) == ended
    assert harness.status_history(user, job)[-1] == "cancelled"


def test_case_11_a_job_cancelled_while_its_worker_is_frozen_stays_until_its_release(
    db, user, web, tmp_path
):
    """No folder is moved while a process that may wake up at any time writes to it."""
    harness = WorkerHarness(db, Cache(None), tmp_path / "home")
    page = web.pages["/f.mkv"] = Page(noise(4 * MIB), bytes_per_s=MIB // 8)
    with worker_processes(tmp_path) as processes:
        frozen = processes.worker(harness)
        job = harness.add_job(user, "http", web.url("/f.mkv"))
        wait_until(lambda: harness.job(user, job).bytes_downloaded > 0)
        frozen.freeze()
        processes.worker(harness)
        wait_until(lambda: log_says(processes.log, "listening for downloads", 2))
        harness.downloads.cancel(user, job.id)
        folder = harness.folder / "downloads" / str(job.id)
        other = harness.add_job(user, "http", web.url("/none.mkv"))
        wait_until(
            lambda: harness.job(user, other).status == "failed"
        )  # it has heard of both by now
        stays = folder.exists()
        frozen.thaw()
        wait_until(lambda: not folder.exists())
        page.bytes_per_s = None

        assert stays
        assert harness.job(user, job).status == "cancelled"


def log_says(log: Path, words: str, times: int) -> bool:
    return log.read_text().count(words) >= times
