"""What is cancelled, and what others have of it (cases 11 and 14)."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from chalicelib.downloads.models import Status
from chalicelib.platform.cache import Cache
from tests.downloads import (
    Home,
    Page,
    begun,
    make_user,
    noise,
    one_claim,
    scripted,
    url,
    wait_until,
)
from tests.processes import nursery_in
from worker.downloader.engine import Phase, Report
from worker.downloader.monitor import Intervals
from worker.downloader.verdicts import Patience

MIB = 1024 * 1024


def test_case_11_what_is_cancelled_is_let_go_and_put_aside(home, user, seed, web):
    offer = seed.offer({"": noise(8 * MIB)}, name="film.mkv")
    seed.limit(MIB)
    web.pages["/f.mkv"] = Page(noise(8 * MIB), bytes_per_s=MIB)
    worker = home.worker()
    jobs = [
        home.ask(user, "magnet", offer.magnet),
        home.ask(user, "http", web.url("/f.mkv")),
        home.ask(user, "magnet", f"magnet:?xt=urn:btih:{'b' * 40}"),
    ]
    for job in jobs[:2]:
        wait_until(lambda job=job: home.job(user, job).bytes_downloaded > 0)
    home.reaches(user, jobs[2], "preparing")
    for job in jobs:
        home.downloads.cancel(user, job.id)

    wait_until(lambda: len(worker.part.held) == 0, within_s=5)
    wait_until(lambda: not any((home.folder / "downloads" / str(job.id)).exists() for job in jobs))
    assert {home.job(user, job).status for job in jobs} == {"cancelled"}
    wait_until(lambda: home.recycling.to_put_aside() == [])
    aside = {path.name for path in (home.folder / "downloads" / ".recycle").glob("*/*")}
    assert {str(jobs[0].id), str(jobs[1].id)} <= aside


@pytest.mark.parametrize("status", [Status.STALLED, Status.RETRYING])
def test_case_11_a_stalled_or_waiting_job_can_be_cancelled(home, engine, user, status):
    home.backoff_s = 1000
    home.patience = Patience(slow_after_s=0.1, stalled_s=0.2 if status == "retrying" else 1000)
    home.worker(scripted(engine))
    job = home.ask(user, "http", url())
    wait_until(lambda: job.id in engine.tasks)
    engine.says(job.id, phase=Phase.RUNNING, bytes_total=1000)
    folder = engine.tasks[job.id].folder
    folder.mkdir(parents=True)
    (folder / "part").write_bytes(b"some")
    home.reaches(user, job, status)
    home.downloads.cancel(user, job.id)

    wait_until(lambda: not folder.exists())
    wait_until(lambda: job.id not in engine.tasks)
    assert home.job(user, job).status == "cancelled"


def test_what_a_killed_worker_left_of_a_cancelled_job_is_swept_up(home, engine, user):
    job = home.ask(user, "http", url())
    claim = one_claim(home.work, "gone", str(home.folder / "downloads"))
    folder = Path(claim.save_path)
    folder.mkdir(parents=True)
    (folder / "part").write_bytes(b"some")
    home.downloads.cancel(user, job.id)
    home.worker(scripted(engine))

    wait_until(lambda: not folder.exists())


def test_case_14_two_people_one_torrent_and_one_changes_their_mind(home, user, seed, db):
    body = noise(4 * MIB)
    offer = seed.offer({"": body}, name="film.mkv")
    seed.limit(2 * MIB)
    friend = make_user(db)
    worker = home.worker()
    mine, theirs = (home.ask(person, "magnet", offer.magnet) for person in (user, friend))
    for person, job in ((user, mine), (friend, theirs)):
        home.reaches(person, job, "downloading")
    home.downloads.cancel(user, mine.id)
    wait_until(lambda: worker.part.held.get(mine.id) is None)
    seed.limit(0)
    done = home.reaches(friend, theirs, "completed")

    assert home.file_of(done).read_bytes() == body
    assert home.job(user, mine).status == "cancelled"


@pytest.mark.parametrize("state", ["queued", "preparing", "downloading", "stalled", "retrying"])
@pytest.mark.parametrize("times", [1, 2])
def test_case_11_cancelling_in_any_state_once_or_twice_at_once_is_one_end(
    home, engine, user, state, times
):
    home.backoff_s = 1000
    home.max_active = 1
    stalls_after_s = 0.1 if state in ("stalled", "retrying") else 1000
    home.patience = Patience(
        slow_after_s=stalls_after_s, stalled_s=0.1 if state == "retrying" else 1000
    )
    home.worker(scripted(engine))
    if state == "queued":
        begun(home, engine, user, 9)  # the only place is taken
    job = home.ask(user, "http", url())
    folder = home.folder / "downloads" / str(job.id)
    if state != "queued":
        wait_until(lambda: job.id in engine.tasks)
        folder.mkdir(parents=True)
        (folder / "part").write_bytes(b"some")
    if state not in ("queued", "preparing"):
        engine.says(job.id, phase=Phase.RUNNING, bytes_total=1000, bytes_done=300)
    home.reaches(user, job, state)
    barrier = threading.Barrier(times)

    def cancel(_number: int) -> str:
        barrier.wait()
        return home.downloads.cancel(user, job.id).status

    with ThreadPoolExecutor(times) as pool:
        answers = list(pool.map(cancel, range(times)))
    cancelled_s = time.monotonic()
    wait_until(lambda: job.id not in engine.tasks)
    let_go_s = time.monotonic() - cancelled_s
    ended = home.job(user, job)
    wait_until(lambda: not folder.exists())

    assert answers == ["cancelled"] * times
    assert let_go_s < 1
    assert [event.status for event in home.story(user, job)].count("cancelled") == 1
    assert home.job(user, job) == ended
    if state != "queued":
        (aside,) = (home.folder / "downloads" / ".recycle").glob("*/*/part")
        assert aside.read_bytes() == b"some"


def test_case_11_a_late_word_of_the_engine_changes_nothing(home, engine, user):
    home.rhythm = Intervals(look_s=60, write_s=0.05, renew_s=60, resume_data_s=60)
    worker = home.worker(scripted(engine))
    job = home.ask(user, "http", url())
    wait_until(lambda: job.id in engine.tasks)
    wait_until(lambda: worker.part.held.get(job.id))
    monitor = worker.part.monitor
    home.downloads.cancel(user, job.id)
    ended = home.job(user, job)
    engine.reports[job.id] = Report(Phase.RUNNING, bytes_total=1000, bytes_done=900)
    wait_until(lambda: monitor.work() or worker.part.held.get(job.id) is None)

    assert home.job(user, job) == ended
    assert home.statuses(user, job)[-1] == "cancelled"


def test_case_11_what_is_cancelled_while_its_worker_is_frozen_stays_until_that_has_let_go(
    db, user, web, tmp_path
):
    """Nobody moves a folder away under the hands of a process that may wake up any time."""
    home = Home(db, Cache(None), tmp_path / "home")
    page = web.pages["/f.mkv"] = Page(noise(4 * MIB), bytes_per_s=MIB)
    with nursery_in(tmp_path) as nursery:
        frozen = nursery.worker(home)
        job = home.ask(user, "http", web.url("/f.mkv"))
        wait_until(lambda: home.job(user, job).bytes_downloaded > 0)
        frozen.freeze()
        nursery.worker(home)
        wait_until(lambda: log_says(nursery.log, "listening for downloads", 2))
        home.downloads.cancel(user, job.id)
        folder = home.folder / "downloads" / str(job.id)
        other = home.ask(user, "http", web.url("/none.mkv"))
        wait_until(lambda: home.job(user, other).status == "failed")  # it has heard of both by now
        stays = folder.exists()
        frozen.thaw()
        wait_until(lambda: not folder.exists())
        page.bytes_per_s = None

        assert stays
        assert home.job(user, job).status == "cancelled"


def log_says(log: Path, words: str, times: int) -> bool:
    return log.read_text().count(words) >= times
