"""Workers that die, freeze or are stopped (cases 2, 3, 8, 9 and 10)."""

import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine

from chalicelib.platform.cache import Cache
from tests.downloads import (
    QUICK,
    Home,
    Page,
    ScriptedEngine,
    begun,
    digest,
    noise,
    one_claim,
    scripted,
    url,
    wait_until,
    worker_of,
)
from tests.processes import nursery_in
from tests.soak.kills import tale
from worker.downloader.monitor import Intervals
from worker.downloader.telling import SILENT_FOR_S

MIB = 1024 * 1024


def test_case_03_a_worker_that_lost_a_job_lets_go_and_the_other_waits_for_that(
    home, user, monkeypatch
):
    monkeypatch.setattr("worker.downloader.dispatcher.TRY_FOLDER_AGAIN_S", 0.1)
    first_engine, second_engine = ScriptedEngine(), ScriptedEngine()
    # The first worker looks at its leases rarely: as if it had been stopped for long.
    home.rhythm = Intervals(look_s=0.03, write_s=60, renew_s=1.0, resume_data_s=60)
    first = home.worker(scripted(first_engine))
    job = begun(home, first_engine, user)
    home.rhythm = Intervals(look_s=0.03, write_s=0.05, renew_s=0.2, resume_data_s=60)
    home.worker(scripted(second_engine))
    first.part.dispatcher.stop.set()  # claims nothing more
    assert home.workers.reap([first.id]) == 1
    wait_until(lambda: job.id in second_engine.tasks)
    let_go_first = first_engine.dropped == [(job.id, False)]
    second_engine.brings(job.id, b"film")
    done = home.reaches(user, job, "completed")

    assert let_go_first
    assert first_engine.finished == []
    assert done.retry_count == 1


def test_case_08_a_worker_that_stops_gives_its_jobs_back_without_counting(home, user, seed, web):
    body = noise(4 * MIB)
    offer = seed.offer({"": body}, name="film.mkv")
    seed.limit(2 * MIB)
    page = web.pages["/f.mkv"] = Page(body, bytes_per_s=MIB)
    with worker_of(home):
        torrent = home.ask(user, "magnet", offer.magnet)
        file = home.ask(user, "http", web.url("/f.mkv"))
        for job in (torrent, file):
            wait_until(lambda job=job: home.job(user, job).bytes_downloaded > MIB)
    stopped = [home.job(user, job) for job in (torrent, file)]
    with home.db.read() as conn:
        rows = conn.execute(
            "SELECT worker_id, lease_expires_at, resume_data IS NOT NULL FROM download_jobs"
            " ORDER BY source_type DESC"
        ).fetchall()
    seed.limit(0)
    page.bytes_per_s = None
    home.worker()
    done = [home.reaches(user, job, "completed") for job in (torrent, file)]

    assert [(job.status, job.retry_count) for job in stopped] == [("retrying", 0)] * 2
    assert rows == [(None, None, True), (None, None, False)]
    assert [home.file_of(job).read_bytes() == body for job in done] == [True, True]
    assert [job.retry_count for job in done] == [0, 0]
    assert list((home.folder / "workers").iterdir()) == [home.newest_worker.part.alive.path]
    assert web.asked("/f.mkv")[1]["if-range"] == '"one"'
    assert offer.handle.status().total_payload_upload < 5.5 * MIB


def test_a_job_that_was_claimed_and_lost_on_the_way_is_found_again(home, engine, user):
    """Claimed by a living worker that does not know it: an error in between."""
    home.rhythm = replace(QUICK, beat_s=0.2, silent_for_s=0.5)
    worker = home.worker(scripted(engine))
    worker.part.dispatcher.stop.set()
    job = home.ask(user, "http", url())
    home.lease_s = 0.05
    one_claim(home.work, worker.id, str(home.folder / "downloads"))
    worker.part.dispatcher.stop.clear()
    (reaper,) = (each for each in worker.part.jobs() if each.name == "download heartbeat")
    wait_until(lambda: reaper.work() or home.job(user, job).status != "preparing")

    wait_until(lambda: job.id in engine.tasks)


def test_a_worker_that_died_is_found_out_at_once_by_the_next(home, engine, user):
    """The lease has a minute left; the lock of the dead process is what tells."""
    claim = None
    job = home.ask(user, "http", url())
    (home.folder / "workers").mkdir(parents=True)
    (home.folder / "workers" / "gone.alive").write_text("gone")
    claim = one_claim(home.work, "gone", str(home.folder / "downloads"))
    home.worker(scripted(engine))

    wait_until(lambda: job.id in engine.tasks, within_s=5)
    assert claim.id == job.id
    assert home.job(user, job).retry_count == 1
    wait_until(lambda: not (home.folder / "workers" / "gone.alive").exists())


# --- workers as processes of their own -----------------------------------------------------------

#: A tenth of the usual times.
LEASE_S = 6.0
BRISK = replace(QUICK, beat_s=0.5, silent_for_s=SILENT_FOR_S / 10)


@pytest.fixture
def nursery(tmp_path):
    with nursery_in(tmp_path) as nursery:
        yield nursery


@pytest.fixture
def apart(db, tmp_path) -> Home:
    """Nothing of it runs in this process."""
    return Home(db, Cache(None), tmp_path / "home", lease_s=LEASE_S, rhythm=BRISK)


def rows(db, statement: str, *values: object) -> list[tuple]:
    with db.read() as conn:
        return conn.execute(statement, values).fetchall()


def is_arriving(home: Home, user, job, more_than: int = 0) -> bool:
    return home.job(user, job).bytes_downloaded > more_than


@pytest.mark.parametrize("kind", ["magnet", "http"])
def test_case_02_killed_between_the_last_byte_and_the_commit(
    apart, user, seed, web, nursery, db, kind
):
    """
    The row is locked by somebody else, so that the worker cannot say that everything is there:
    it is killed with the commit on its lips.
    """
    body = noise(2 * MIB)
    web.pages["/f.mkv"] = Page(body, bytes_per_s=4 * MIB)
    offer = seed.offer({"": body}, name="f.mkv")
    seed.limit(4 * MIB)
    source = web.url("/f.mkv") if kind == "http" else offer.magnet
    worker = nursery.worker(apart)
    job = apart.ask(user, kind, source)
    wait_until(lambda: is_arriving(apart, user, job))
    with db.transaction() as conn:
        conn.execute("SELECT FROM download_jobs WHERE id = %s FOR UPDATE", [job.id])
        final = apart.folder / "downloads" / str(job.id) / "f.mkv"
        wait_until(lambda: final.is_file() and final.read_bytes() == body)
        wait_until(lambda: waits_for_lock(apart))
        worker.kill()
    given = offer.handle.status().total_payload_upload
    asked = len(web.asked("/f.mkv"))
    nursery.worker(apart)
    done = apart.reaches(user, job, "completed")

    assert apart.file_of(done).read_bytes() == body
    assert offer.handle.status().total_payload_upload == given
    assert len(web.asked("/f.mkv")) == asked
    assert [event.message for event in apart.story(user, job)].count("Completed.") == 1
    tasks = rows(db, "SELECT args FROM procrastinate_jobs WHERE task_name = 'import_download'")
    assert tasks == [({"job_id": str(job.id)},)]


def waits_for_lock(home: Home) -> bool:
    with home.db.read() as conn:
        row = conn.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event_type = 'Lock'"
        ).fetchone()
    return row[0] > 0


@pytest.mark.parametrize("machines", ["one", "two"])
def test_case_03_a_frozen_worker_that_wakes_up_writes_nothing(
    apart, user, web, nursery, db, tmp_path, machines
):
    """SIGSTOP for longer than it takes to be given up; all times a tenth of the usual."""
    body = noise(6 * MIB)
    page = web.pages["/f.mkv"] = Page(body, bytes_per_s=MIB)
    frozen = nursery.worker(apart)
    job = apart.ask(user, "http", web.url("/f.mkv"))
    wait_until(lambda: is_arriving(apart, user, job, MIB))
    folder = apart.folder / "downloads" / str(job.id)
    if machines == "two":
        apart.data_dir = tmp_path / "another machine"
    nursery.worker(apart)
    frozen.freeze()
    wait_until(lambda: "busy_elsewhere" in reasons(apart, user, job))
    before = (folder / "download.part").stat().st_size, len(apart.story(user, job))

    # It has been taken away and cannot be begun elsewhere: the frozen one has the folder.
    assert (folder / "download.part").stat().st_size == before[0]
    assert apart.job(user, job).status in ("preparing", "stalled", "retrying")
    frozen.thaw()
    woke_s = time.monotonic()
    wait_until(lambda: log_of(nursery, "job let go"))
    let_go_s = time.monotonic() - woke_s
    page.bytes_per_s = None
    done = apart.reaches(user, job, "completed")

    assert let_go_s < 1
    assert apart.file_of(done).read_bytes() == body
    assert done.retry_count == 1
    told = [event.message for event in apart.story(user, job)]
    assert told.count("Completed.") == 1
    assert told.count("The worker died while working on this.") == 1
    # Whatever the frozen one would have said after it woke up was refused.
    (attempt,) = rows(db, "SELECT attempt FROM download_jobs WHERE id = %s", job.id)[0]
    assert told.count("Getting ready.") == attempt, tale(apart.story(user, job))


def reasons(home: Home, user, job) -> list[str]:
    return [event.payload.get("reason", "") for event in home.story(user, job)]


def log_of(nursery, words: str) -> bool:
    return words in Path(nursery.log).read_text()


def test_the_jobs_of_a_dead_worker_on_another_machine_are_taken_by_their_silence(
    apart, user, web, nursery, tmp_path
):
    """A tenth of the usual times: 2 s of silence, though the lease has 6 s to go."""
    body = noise(4 * MIB)
    page = web.pages["/f.mkv"] = Page(body, bytes_per_s=MIB)
    dead = nursery.worker(apart)
    job = apart.ask(user, "http", web.url("/f.mkv"))
    wait_until(lambda: is_arriving(apart, user, job))
    apart.data_dir = tmp_path / "another machine"
    nursery.worker(apart)
    wait_until(lambda: log_of(nursery, "listening for downloads"))
    threading_wait(apart, SILENT_FOR_S / 10)
    dead.kill()
    died_s = time.monotonic()
    wait_until(lambda: "worker_died" in reasons(apart, user, job))
    took_s = time.monotonic() - died_s
    page.bytes_per_s = None
    done = apart.reaches(user, job, "completed")

    assert 1.0 < took_s < 3.5  # 2.0 of silence, a beat or two, and a busy machine
    assert (done.retry_count, digest(apart.file_of(done))) == (1, digest_of(body))
    # In earnest: heard every 5 s, silent for 20 s, noticed at the next beat.
    assert Intervals().silent_for_s + 2 * Intervals().beat_s <= 30


def threading_wait(home: Home, silent_s: float) -> None:
    """Until a worker has heard from the database long enough to judge others."""
    wait_until(
        lambda: (
            rows(
                home.db,
                "SELECT count(*) FROM download_workers"
                " WHERE seen_at - started_at > make_interval(secs => %s)",
                silent_s + 2 * BRISK.beat_s,
            )
            == [(2,)]
        )
    )


def digest_of(data: bytes) -> str:
    import hashlib

    return hashlib.sha256(data).hexdigest()


def workers_until_failed(home: Home, user, nursery, poison):
    """One after another: each has died of the job, but for the last, which saw it fail."""
    lives = 0
    while home.job(user, poison).status != "failed":
        lives += 1
        assert lives <= 7, tale(home.story(user, poison))
        worker = nursery.worker(home, is_poisonable=True)
        wait_until(
            lambda worker=worker: not worker.is_alive or home.job(user, poison).status == "failed"
        )
        yield worker


def test_case_09_a_job_that_kills_every_worker_ends_and_costs_the_others_nothing(
    apart, user, nursery
):
    """The others are there each time, and bring nothing that would speak for them."""
    apart.rhythm = replace(BRISK, trial_s=0.2)
    others = [apart.ask(user, "http", f"http://127.0.0.1/never/{number}") for number in range(2)]
    poison = apart.ask(user, "http", "http://127.0.0.1/poison")
    workers = list(workers_until_failed(apart, user, nursery, poison))
    ended = apart.job(user, poison)
    left = [apart.reaches(user, job, "downloading") for job in others]
    later = apart.reaches(user, apart.ask(user, "http", "http://127.0.0.1/well"), "completed")

    # Two died of one of three; of the next four it was clear, and the seventh lives on.
    assert len(workers) == 7
    assert (ended.reason, ended.retry_count) == ("worker_died", 3)
    assert "died 6 times" in ended.error_message
    assert [job.retry_count for job in left] == [0, 0]
    assert apart.file_of(later).read_bytes() == b"film"
    assert workers[-1].is_alive


def test_case_09_among_jobs_that_bring_something_it_is_found_out_as_well(apart, user, nursery):
    apart.rhythm = replace(BRISK, trial_s=0.2)
    poison = apart.ask(user, "http", "http://127.0.0.1/poison")
    wells, workers = [], []
    for worker in workers_until_failed(apart, user, nursery, poison):
        workers.append(worker)
        wells.append(apart.ask(user, "http", f"http://127.0.0.1/well/{len(workers)}"))
    done = [apart.reaches(user, well, "completed") for well in wells]

    assert [job.retry_count for job in done] == [0] * len(done)
    assert workers[-1].is_alive


@pytest.mark.parametrize("hours", [1, -1])
def test_case_10_a_worker_whose_clock_is_wrong_keeps_its_jobs_and_no_longer(
    home, engine, user, db, hours
):
    home.lease_s = 60
    with time_machine.travel(timedelta(hours=hours)):
        home.worker(scripted(engine))
        job = begun(home, engine, user)
        renewed = rows(db, "SELECT lease_expires_at FROM download_jobs")
        wait_until(lambda: rows(db, "SELECT lease_expires_at FROM download_jobs") != renewed)
        left = rows(
            db,
            "SELECT extract(epoch FROM lease_expires_at - clock_timestamp())::float"
            " FROM download_jobs",
        )
        taken = home.workers.reap([], silent_for_s=20.0)
        engine.brings(job.id, b"film")
        done = home.reaches(user, job, "completed")

    assert 55 < left[0][0] <= 60
    assert taken == 0
    assert done.retry_count == 0
