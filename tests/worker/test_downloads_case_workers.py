"""Workers that die, freeze or are stopped (cases 2, 3, 8, 9 and 10)."""

import contextlib
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine

from chalicelib.platform.cache import Cache
from tests.downloads.accounts import claim_one
from tests.downloads.data import digest, noise, url
from tests.downloads.harness import FAST_INTERVALS, WorkerHarness, start_job, worker_of
from tests.downloads.scripted_engine import ScriptedEngine, every_source_with
from tests.file_server import Page
from tests.processes import worker_processes
from tests.soak.kills import summary_of
from tests.waiting import wait_until
from worker.downloader.worker_context import Intervals

MIB = 1024 * 1024


def test_case_03_a_worker_that_lost_a_lease_releases_the_job_before_the_other_starts(
    harness, user, monkeypatch
):
    monkeypatch.setattr("worker.downloader.dispatcher.LOCK_RETRY_S", 0.1)
    first_engine, second_engine = ScriptedEngine(), ScriptedEngine()
    # The first worker looks at its leases rarely: as if it had been stopped for long.
    harness.intervals = Intervals(poll_s=0.03, write_s=60, renew_s=1.0, resume_data_s=60)
    first = harness.worker(every_source_with(first_engine))
    job = start_job(harness, first_engine, user)
    harness.intervals = Intervals(poll_s=0.03, write_s=0.05, renew_s=0.2, resume_data_s=60)
    harness.worker(every_source_with(second_engine))
    first.stop_claiming()
    # A job whose row the first worker writes at this moment is left for the next time.
    wait_until(lambda: harness.workers.reap([first.id]) == 1)
    wait_until(lambda: job.id in second_engine.tasks)
    let_go_first = first_engine.dropped == [(job.id, False)]
    second_engine.deliver_file(job.id, b"film")
    done = harness.wait_for_status(user, job, "completed")

    assert let_go_first
    assert first_engine.finished == []
    assert done.retry_count == 1


def test_case_08_a_stopping_worker_requeues_its_jobs_without_a_retry(harness, user, seed, web):
    body = noise(4 * MIB)
    offer = seed.offer({"": body}, name="film.mkv")
    seed.limit(MIB // 4)  # so that neither is complete, however late the stop comes
    page = web.pages["/f.mkv"] = Page(body, bytes_per_s=MIB // 4)
    with worker_of(harness):
        torrent = harness.add_job(user, "magnet", offer.magnet)
        file = harness.add_job(user, "http", web.url("/f.mkv"))
        for job in (torrent, file):
            wait_until(lambda job=job: harness.job(user, job).bytes_downloaded > MIB // 4)
    stopped = [harness.job(user, job) for job in (torrent, file)]
    with harness.db.read() as conn:
        rows = conn.execute(
            "SELECT worker_id, lease_expires_at, resume_data IS NOT NULL FROM download_jobs"
            " ORDER BY source_type DESC"
        ).fetchall()
    seed.limit(0)
    page.bytes_per_s = None
    harness.worker()
    done = [harness.wait_for_status(user, job, "completed") for job in (torrent, file)]

    assert [(job.status, job.retry_count) for job in stopped] == [("retrying", 0)] * 2
    assert rows == [(None, None, True), (None, None, False)]
    assert [harness.file_of(job).read_bytes() == body for job in done] == [True, True]
    assert [job.retry_count for job in done] == [0, 0]
    assert list((harness.folder / "workers").iterdir()) == [
        harness.newest_worker.component.liveness.path
    ]
    assert web.headers_of("/f.mkv")[1]["if-range"] == '"one"'
    assert offer.handle.status().total_payload_upload < 5.5 * MIB


def test_a_claimed_job_unknown_to_its_worker_is_reaped(harness, engine, user):
    """Claimed by a living worker that does not know it: an error in between."""
    harness.intervals = replace(FAST_INTERVALS, heartbeat_s=0.2, silent_after_s=0.5)
    worker = harness.stepped_worker(every_source_with(engine))
    job = harness.add_job(user, "http", url())
    harness.lease_s = 0.05
    claim_one(harness.leases, worker.id, str(harness.folder / "downloads"))

    harness.wait_until(lambda: job.id in engine.tasks)
    assert harness.job(user, job).retry_count == 1


def test_a_crashed_worker_is_detected_at_once_by_the_next(harness, engine, user):
    """The lease has a minute left; the lock of the dead process is what tells."""
    claim = None
    job = harness.add_job(user, "http", url())
    (harness.folder / "workers").mkdir(parents=True)
    (harness.folder / "workers" / "gone.alive").write_text("gone")
    claim = claim_one(harness.leases, "gone", str(harness.folder / "downloads"))
    harness.worker(every_source_with(engine))

    wait_until(lambda: job.id in engine.tasks)
    assert claim.id == job.id
    assert harness.job(user, job).retry_count == 1
    wait_until(lambda: not (harness.folder / "workers" / "gone.alive").exists())


#: A tenth of the usual times.
LEASE_S = 6.0
BRISK = replace(FAST_INTERVALS, heartbeat_s=0.5, silent_after_s=Intervals().silent_after_s / 10)


@pytest.fixture
def processes(tmp_path):
    with worker_processes(tmp_path) as processes:
        yield processes


@pytest.fixture
def other_machine(db, tmp_path) -> WorkerHarness:
    """Nothing of it runs in this process."""
    return WorkerHarness(db, Cache(None), tmp_path / "home", lease_s=LEASE_S, intervals=BRISK)


def rows(db, statement: str, *values: object) -> list[tuple]:
    with db.read() as conn:
        return conn.execute(statement, values).fetchall()


def is_arriving(harness: WorkerHarness, user, job, more_than: int = 0) -> bool:
    return harness.job(user, job).bytes_downloaded > more_than


@pytest.mark.parametrize("kind", ["magnet", "http"])
def test_case_02_killed_between_the_last_byte_and_the_commit(
    other_machine, user, seed, web, processes, db, kind
):
    """
    The row is locked by another session, so that the worker cannot record the completion:
    it is killed with the commit on its lips.
    """
    body = noise(2 * MIB)
    page = web.pages["/f.mkv"] = Page(body, bytes_per_s=MIB // 8)
    offer = seed.offer({"": body}, name="f.mkv")
    seed.limit(MIB // 8)
    source = web.url("/f.mkv") if kind == "http" else offer.magnet
    worker = processes.worker(other_machine)
    job = other_machine.add_job(user, kind, source)
    wait_until(lambda: is_arriving(other_machine, user, job))
    with db.transaction() as conn:
        conn.execute("SELECT FROM download_jobs WHERE id = %s FOR UPDATE", [job.id])
        page.bytes_per_s = None
        seed.limit(0)
        final = other_machine.folder / "downloads" / str(job.id) / "f.mkv"
        wait_until(lambda: final.is_file() and final.read_bytes() == body)
        wait_until(lambda: waits_for_lock(other_machine))
        worker.kill()
    given = offer.handle.status().total_payload_upload
    asked = len(web.headers_of("/f.mkv"))
    processes.worker(other_machine)
    done = other_machine.wait_for_status(user, job, "completed")

    assert other_machine.file_of(done).read_bytes() == body
    assert offer.handle.status().total_payload_upload == given
    assert len(web.headers_of("/f.mkv")) == asked
    assert [event.message for event in other_machine.events(user, job)].count("Completed.") == 1
    tasks = rows(db, "SELECT args FROM procrastinate_jobs WHERE task_name = 'import_download'")
    assert tasks == [({"job_id": str(job.id)},)]


def waits_for_lock(harness: WorkerHarness) -> bool:
    with harness.db.read() as conn:
        row = conn.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event_type = 'Lock'"
        ).fetchone()
    return row[0] > 0


@pytest.mark.parametrize("machines", ["one", "two"])
@pytest.mark.long
def test_case_03_a_resumed_frozen_worker_writes_nothing(
    other_machine, user, web, processes, db, tmp_path, machines
):
    """SIGSTOP for longer than it takes to be given up; all times a tenth of the usual."""
    body = noise(6 * MIB)
    page = web.pages["/f.mkv"] = Page(body, bytes_per_s=MIB // 32)
    frozen = processes.worker(other_machine)
    job = other_machine.add_job(user, "http", web.url("/f.mkv"))
    wait_until(lambda: is_arriving(other_machine, user, job, MIB // 16))
    folder = other_machine.folder / "downloads" / str(job.id)
    if machines == "two":
        other_machine.data_dir = tmp_path / "another machine"
    processes.worker(other_machine)
    wait_until(lambda: is_frozen_between_transactions(frozen, db))
    wait_until(lambda: "busy_elsewhere" in reasons(other_machine, user, job))
    before = (folder / "download.part").stat().st_size, len(other_machine.events(user, job))

    # It has been taken away and cannot be begun elsewhere: the frozen one has the folder.
    assert (folder / "download.part").stat().st_size == before[0]
    assert other_machine.job(user, job).status in ("preparing", "stalled", "retrying")
    frozen.thaw()
    wait_until(lambda: log_of(processes, "job let go"))
    page.bytes_per_s = None
    done = other_machine.wait_for_status(user, job, "completed")

    assert other_machine.file_of(done).read_bytes() == body
    assert done.retry_count == 1
    told = [event.message for event in other_machine.events(user, job)]
    assert told.count("Completed.") == 1
    assert told.count("The worker died while working on this.") == 1
    # Whatever the frozen one would have said after it woke up was refused.
    (attempt,) = rows(db, "SELECT attempt FROM download_jobs WHERE id = %s", job.id)[0]
    assert told.count("Getting ready.") == attempt, summary_of(other_machine.events(user, job))


def is_frozen_between_transactions(worker, db) -> bool:
    """
    Freeze it; when that was within a transaction, let it go on before it is given up.

    The transaction would keep the rows of the job locked, and no other worker could take it.
    """
    worker.freeze()
    with contextlib.suppress(AssertionError):
        return wait_until(lambda: not open_transactions(db), within_s=0.5)
    worker.thaw()
    wait_until(lambda: not open_transactions(db))  # or it is frozen again before it went on
    return False


def open_transactions(db) -> list[tuple]:
    """Of other sessions. A worker that runs has none for long."""
    return rows(
        db,
        "SELECT query FROM pg_stat_activity WHERE datname = current_database()"
        " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        " AND state IN ('active', 'idle in transaction')",
    )


def reasons(harness: WorkerHarness, user, job) -> list[str]:
    return [event.payload.get("reason", "") for event in harness.events(user, job)]


def log_of(processes, words: str) -> bool:
    return words in Path(processes.log).read_text()


@pytest.mark.long
def test_the_jobs_of_a_silent_worker_on_another_machine_are_reaped(
    other_machine, user, web, processes, tmp_path
):
    """A tenth of the usual times: 2 s of silence, though the lease has ten minutes to go."""
    other_machine.lease_s = 600
    body = noise(4 * MIB)
    # Two minutes, for the other worker to start and to listen long enough.
    page = web.pages["/f.mkv"] = Page(body, bytes_per_s=MIB // 32)
    dead = processes.worker(other_machine)
    job = other_machine.add_job(user, "http", web.url("/f.mkv"))
    wait_until(lambda: is_arriving(other_machine, user, job))
    other_machine.data_dir = tmp_path / "another machine"
    processes.worker(other_machine)
    wait_until(lambda: log_of(processes, "listening for downloads"))
    threading_wait(other_machine, Intervals().silent_after_s / 10)
    dead.kill()
    ((last_seen_at,),) = rows(
        other_machine.db,
        "SELECT seen_at FROM download_workers JOIN download_jobs ON worker_id = download_workers.id"
        " WHERE download_jobs.id = %s",
        job.id,
    )
    wait_until(lambda: "worker_died" in reasons(other_machine, user, job))
    (reaped,) = (
        event
        for event in other_machine.events(user, job)
        if event.payload.get("reason") == "worker_died"
    )
    page.bytes_per_s = None
    done = other_machine.wait_for_status(user, job, "completed")

    silent_s = (reaped.created_at - last_seen_at).total_seconds()
    assert silent_s >= Intervals().silent_after_s / 10
    assert (done.retry_count, digest(other_machine.file_of(done))) == (1, digest_of(body))
    # In earnest: heard every 5 s, silent for 20 s, noticed at the next beat.
    assert Intervals().silent_after_s + 2 * Intervals().heartbeat_s <= 30


def threading_wait(harness: WorkerHarness, silent_s: float) -> None:
    """Until a worker has heard from the database long enough to judge others."""
    wait_until(
        lambda: (
            rows(
                harness.db,
                "SELECT count(*) FROM download_workers"
                " WHERE seen_at - started_at > make_interval(secs => %s)",
                silent_s + 2 * BRISK.heartbeat_s,
            )
            == [(2,)]
        )
    )


def digest_of(data: bytes) -> str:
    import hashlib

    return hashlib.sha256(data).hexdigest()


def workers_until_failed(harness: WorkerHarness, user, processes, poison):
    """One after another: each has died of the job, but for the last, which saw it fail."""
    lives = 0
    while harness.job(user, poison).status != "failed":
        lives += 1
        assert lives <= 7, summary_of(harness.events(user, poison))
        worker = processes.worker(harness, can_crash=True)
        wait_until(
            lambda worker=worker: (
                not worker.is_alive or harness.job(user, poison).status == "failed"
            )
        )
        yield worker


@pytest.mark.long
def test_case_09_a_job_that_kills_every_worker_fails_and_others_continue(
    other_machine, user, processes
):
    """The others are there each time, and bring nothing that would speak for them."""
    other_machine.intervals = replace(BRISK, probation_s=0.2)
    others = [
        other_machine.add_job(user, "http", f"http://127.0.0.1/never/{number}")
        for number in range(2)
    ]
    poison = other_machine.add_job(user, "http", "http://127.0.0.1/poison")
    workers = list(workers_until_failed(other_machine, user, processes, poison))
    ended = other_machine.job(user, poison)
    left = [other_machine.wait_for_status(user, job, "downloading") for job in others]
    later = other_machine.wait_for_status(
        user, other_machine.add_job(user, "http", "http://127.0.0.1/well"), "completed"
    )

    # Two died of one of three; of the next four it was clear, and the seventh lives on.
    assert len(workers) == 7
    assert (ended.reason, ended.retry_count) == ("worker_died", 3)
    assert "died 6 times" in ended.error_message
    assert [job.retry_count for job in left] == [0, 0]
    assert other_machine.file_of(later).read_bytes() == b"film"
    assert workers[-1].is_alive


@pytest.mark.long
def test_case_09_a_crashing_job_is_found_among_jobs_with_progress(other_machine, user, processes):
    other_machine.intervals = replace(BRISK, probation_s=0.2)
    poison = other_machine.add_job(user, "http", "http://127.0.0.1/poison")
    wells, workers = [], []
    for worker in workers_until_failed(other_machine, user, processes, poison):
        workers.append(worker)
        wells.append(other_machine.add_job(user, "http", f"http://127.0.0.1/well/{len(workers)}"))
    done = [other_machine.wait_for_status(user, well, "completed") for well in wells]

    assert [job.retry_count for job in done] == [0] * len(done)
    assert workers[-1].is_alive


@pytest.mark.parametrize("hours", [1, -1])
def test_case_10_a_worker_whose_clock_is_wrong_keeps_its_jobs_and_no_longer(
    harness, engine, user, db, hours
):
    harness.lease_s = 60
    with time_machine.travel(timedelta(hours=hours)):
        harness.worker(every_source_with(engine))
        job = start_job(harness, engine, user)
        renewed = rows(db, "SELECT lease_expires_at FROM download_jobs")
        wait_until(lambda: rows(db, "SELECT lease_expires_at FROM download_jobs") != renewed)
        (left_s,) = rows(
            db,
            "SELECT extract(epoch FROM lease_expires_at - clock_timestamp())::float"
            " FROM download_jobs",
        )[0]
        taken = harness.workers.reap([], silent_for_s=20.0)
        engine.deliver_file(job.id, b"film")
        done = harness.wait_for_status(user, job, "completed")

    assert 0 < left_s <= 60  # neither an hour less nor an hour more
    assert taken == 0
    assert done.retry_count == 0
